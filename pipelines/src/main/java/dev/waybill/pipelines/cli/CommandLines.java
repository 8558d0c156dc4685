package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Job;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Reads the words of a command line and runs what they ask for. */
public final class CommandLines {

    private static final int WIDEST_HELP = 100;
    /** Picocli refuses to write help in fewer columns. */
    private static final int NARROWEST_HELP = 55;

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
        ToIntFunction<Throwable> failures =
                failure -> invocation.failures(json).report(failure).number();
        try {
            return read(invocation, List.of(words))
                    .setParameterExceptionHandler(
                            (problem, all) -> failures.applyAsInt(UsageProblem.of(problem, List.of(words))))
                    .setExecutionExceptionHandler((failure, command, parsed) -> failures.applyAsInt(failure))
                    .execute(words);
        } catch (RuntimeException | Error failure) { // such as an OutOfMemoryError, which picocli lets through
            return failures.applyAsInt(failure);
        }
    }

    /** With all commands only where their names are asked for: to describe them takes as long as to run one of them. */
    static CommandLine read(Invocation invocation, List<String> words) {
        CommandLine line = new CommandLine(new WaybillCommand(invocation));
        Map<String, Supplier<Object>> commands = commands(invocation, words);
        String word = words.isEmpty() ? "" : words.get(0);
        commands.forEach((name, command) -> {
            if (name.equals(word) || !commands.containsKey(word)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line.setOut(writer(invocation.surroundings().out()))
                .setErr(writer(invocation.surroundings().err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(Math.max(
                        NARROWEST_HELP,
                        Math.min(WIDEST_HELP, invocation.terminal().width())))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static Map<String, Supplier<Object>> commands(Invocation invocation, List<String> words) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", () -> new DemoCommand(invocation));
        commands.put("new", () -> new NewCommand(invocation));
        commands.put("repro", () -> new ReproCommand(invocation));
        commands.put("train-all", () -> new TrainAllCommand(invocation));
        commands.put("status", () -> new StatusCommand(invocation));
        commands.put("job", () -> new JobCommand(invocation));
        commands.put("nightly", () -> new NightlyCommand(invocation));
        commands.put("replay", () -> new ReplayCommand(invocation));
        commands.put("dag", () -> new DagCommand(invocation));
        commands.put("metrics", () -> CommandGroup.metrics(invocation));
        commands.put("params", () -> CommandGroup.params(invocation));
        commands.put("features", () -> new FeaturesCommand(invocation));
        commands.put("models", () -> CommandGroup.models(invocation, words));
        commands.put("audit", () -> new AuditCommand(invocation));
        commands.put("experiment", () -> new ExperimentCommand(invocation));
        commands.put("parity", () -> new ParityCommand(invocation));
        commands.put("serve", () -> new ServeCommand(invocation));
        commands.put("sql", () -> new SqlCommand(invocation));
        commands.put("maintain", () -> new MaintainCommand(invocation));
        commands.put("doctor", () -> new DoctorCommand(invocation));
        return commands;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }
}
