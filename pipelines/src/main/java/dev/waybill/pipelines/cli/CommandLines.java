package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Job;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Reads the words of a command line and runs what they ask for. */
public final class CommandLines {

    private static final int WIDEST_HELP = 100;

    private CommandLines() {}

    /**
     * Runs one command.
     *
     * @param jobs that a pipeline can name
     * @return the exit code
     */
    public static int run(Surroundings surroundings, Supplier<List<Job<?, ?>>> jobs, String... words) {
        Invocation invocation = new Invocation(surroundings, jobs, List.of(words));
        boolean json = Arrays.asList(words).contains(CommonOptions.JSON);
        ToIntFunction<Throwable> failures = failure -> new Failures(surroundings, invocation.log(), json)
                .report(failure)
                .number();
        try {
            return commandLine(invocation)
                    .setParameterExceptionHandler((problem, all) -> failures.applyAsInt(UsageProblem.of(problem)))
                    .setExecutionExceptionHandler((failure, command, parsed) -> failures.applyAsInt(failure))
                    .execute(words);
        } catch (Error error) { // such as an OutOfMemoryError, which picocli lets through
            return failures.applyAsInt(error);
        }
    }

    private static CommandLine commandLine(Invocation invocation) {
        CommandLine line = new CommandLine(new WaybillCommand(invocation));
        line.addSubcommand(new DemoCommand(invocation));
        line.addSubcommand(new ReproCommand(invocation));
        line.addSubcommand(new StatusCommand(invocation));
        line.addSubcommand(new JobCommand(invocation));
        line.addSubcommand(new DagCommand(invocation));
        line.addSubcommand("metrics", CommandGroup.metrics(invocation));
        line.addSubcommand("params", CommandGroup.params(invocation));
        line.addSubcommand(new ModelsCommand(invocation));
        line.addSubcommand(new SqlCommand(invocation));
        line.addSubcommand(new DoctorCommand(invocation));
        return line.setOut(writer(invocation.surroundings().out()))
                .setErr(writer(invocation.surroundings().err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(Math.min(WIDEST_HELP, invocation.terminal().width()))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
