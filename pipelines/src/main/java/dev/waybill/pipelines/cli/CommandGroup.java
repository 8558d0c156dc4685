package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A word that does nothing but lead to other commands, such as metrics to metrics diff. */
@Command(synopsisSubcommandLabel = "COMMAND")
final class CommandGroup implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    boolean help;

    private CommandGroup(Invocation invocation) {
        this.invocation = invocation;
    }

    static CommandLine metrics(Invocation invocation) {
        CommandLine group = new CommandLine(new CommandGroup(invocation))
                .addSubcommand(new MetricsShowCommand(invocation))
                .addSubcommand(new MetricsDiffCommand(invocation));
        describe(group, "Prints the metrics of a pipeline, or compares them with a git revision.", "metrics diff");
        return group;
    }

    static CommandLine params(Invocation invocation) {
        CommandLine group =
                new CommandLine(new CommandGroup(invocation)).addSubcommand(new ParamsDiffCommand(invocation));
        describe(group, "Compares the params of a pipeline with those of a git revision.", "params diff");
        return group;
    }

    /** Of one command, where nothing is to be said of the group. */
    static CommandLine of(Invocation invocation, CommandLine command) {
        return new CommandLine(new CommandGroup(invocation)).addSubcommand(command);
    }

    private static void describe(CommandLine group, String description, String example) {
        group.getCommandSpec().usageMessage().description(description);
        group.getCommandSpec().usageMessage().footer("", "Example:", "  ./waybill " + example + " -p green-taxi");
    }

    /** Without a command there is only help to give. */
    @Override
    public Integer call() {
        spec.commandLine().usage(invocation.out());
        return ExitCode.DONE.number();
    }
}
