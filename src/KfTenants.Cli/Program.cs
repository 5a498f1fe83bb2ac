#pragma warning disable RS0030 // the one file that knows the console
using KfTenants.Cli;

using var interruption = new Interruption();
var terminal = Terminal.Over(
    Console.Out, Console.Error, Console.ReadLine, () => Console.ReadKey(intercept: true), () => Console.WindowWidth,
    !Console.IsInputRedirected, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
return await App.RunAsync(args, terminal, interruption.Token);
