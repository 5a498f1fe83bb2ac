namespace KfTenants.Browser.Tests;

/// <summary>Measures in the page how far each text stands out from what is behind it (WCAG 2.2, relative luminance and contrast ratio).</summary>
internal static class Contrast
{
    /// <summary>Gives the texts below 4.5, each with its colours.</summary>
    public const string Script =
        """
        (() => {
          const parse = text => (text.match(/[\d.]+/g) || []).map(Number);
          const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = element => {
            for (let e = element; e; e = e.parentElement) {
              const colour = parse(getComputedStyle(e).backgroundColor);
              if (colour.length === 3 || colour[3] === 1) return colour;
            }
            return [255, 255, 255];
          };
          const weak = new Set();
          let measured = 0;
          for (const element of document.querySelectorAll('body *')) {
            const own = Array.from(element.childNodes).some(n => n.nodeType === 3 && n.textContent.trim());
            if (!own || ['SCRIPT', 'STYLE'].includes(element.tagName) || element.getClientRects().length === 0) continue;
            measured++;
            const [a, b] = [parse(getComputedStyle(element).color), ground(element)];
            const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
            const ratio = (high + 0.05) / (low + 0.05);
            if (ratio < 4.5) weak.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)} (${a} on ${b})`);
          }
          return measured > 10 ? Array.from(weak) : ['only ' + measured + ' texts were measured'];
        })()
        """;
}
