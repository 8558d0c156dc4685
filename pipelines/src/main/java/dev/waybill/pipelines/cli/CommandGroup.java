package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * The list, and the commands below it; where one of these is called, it alone: picocli wants what the list requires
     * even then.
     *
     * @param words of the command line
     */
    static CommandLine models(Invocation invocation, List<String> words) {
        Map<String, Callable<Integer>> below = new LinkedHashMap<>();
        below.put("list", new ModelsListCommand(invocation));
        below.put("show", new ModelsShowCommand(invocation));
        below.put("compare", new ModelsCompareCommand(invocation));
        below.put("reproduce", new ReproduceCommand(invocation));
        below.put("promote", new ModelsPromoteCommand(invocation));
        below.put("rollback", new ModelsRollbackCommand(invocation));
        below.put("sync", new ModelsSyncCommand(invocation));
        String word = words.size() > 1 ? words.get(1) : "";
        if (below.containsKey(word)) {
            return new CommandLine(new CommandGroup(invocation)).addSubcommand(below.get(word));
        }
        CommandLine group = new CommandLine(new ModelsListCommand(invocation)).setCommandName("models");
        below.values().forEach(group::addSubcommand);
        return group;
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
