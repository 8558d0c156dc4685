package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "waybill",
        description = "Trains, judges, publishes and runs delivery-ETA models on Apache Spark.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  ./waybill demo", "  ./waybill COMMAND --help"})
final class WaybillCommand implements Callable<Integer> {

    private final Invocation invocation;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the versions of Waybill and of what it runs on.")
    boolean version;

    WaybillCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /** Without a command there is only help to give. */
    @Override
    public Integer call() {
        spec.commandLine().usage(invocation.out());
        return ExitCode.DONE.number();
    }
}
