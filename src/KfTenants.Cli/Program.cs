#pragma warning disable RS0030 // the one file that knows the console
using KfTenants.Cli;

using var interruption = new Interruption();
using var output = StandardWriter.ForOutput(Console.Out);
using var error = StandardWriter.ForError(Console.Error);
var terminal = Terminal.Over(
    output, error, Console.ReadLine, () => Console.ReadKey(intercept: true), () => Console.WindowWidth,
    !Console.IsInputRedirected, !Console.IsOutputRedirected, !Console.IsErrorRedirected) with
{ OpenInput = Console.OpenStandardInput };
return await App.RunAsync(args, terminal, interruption.Token);
