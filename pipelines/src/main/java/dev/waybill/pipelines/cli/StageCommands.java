package dev.waybill.pipelines.cli;

import dev.waybill.common.job.Job;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.refusal.Suggestion;
import dev.waybill.pipelines.dvc.ShellWords;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.StageProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Whether the commands of stages that call Waybill say what the command line takes, and work in the pipeline whose
 * dvc.yaml they stand in. A shell would find out one after the other, or do another pipeline's work.
 */
final class StageCommands {

    /** Which run stages themselves; a stage may call the others, such as sql to write a file. */
    private static final Set<String> RUN_STAGES = Set.of("repro", "demo");

    private final Invocation invocation;
    private final Pipeline pipeline;

    StageCommands(Invocation invocation, Pipeline pipeline) {
        this.invocation = invocation;
        this.pipeline = pipeline;
    }

    /** Refuses stages that could not run, or would do what is not meant; also jobs that there are not. */
    void require(List<Stage> stages) {
        StageProblem.refuse(pipeline.name(), all(stages));
    }

    /** All that is wrong. */
    List<StageProblem> all(List<Stage> stages) {
        return Stream.concat(problems(stages).stream(), stages.stream().flatMap(stage -> unknownJobs(stage).stream()))
                .toList();
    }

    /** All that is wrong as far as it can be told without loading any job. */
    List<StageProblem> problems(List<Stage> stages) {
        return Stream.concat(
                        stages.stream().flatMap(stage -> problems(stage).stream()),
                        pipeline.filesOfOthers(stages).stream())
                .toList();
    }

    /** Jobs of further commands; that of a plain one is looked up where it runs. */
    private List<StageProblem> unknownJobs(Stage stage) {
        return calls(stage)
                .flatMap(words -> job(words).stream())
                .filter(job -> pipeline.jobs().get().stream().map(Job::name).noneMatch(job::equals))
                .map(job -> new StageProblem(
                        stage,
                        "job.unknown",
                        "there is no job '%s'.".formatted(job),
                        Suggestion.sentence(
                                job,
                                pipeline.jobs().get().stream().map(Job::name).toList())))
                .toList();
    }

    private List<StageProblem> problems(Stage stage) {
        return calls(stage).flatMap(words -> problem(stage, words).stream()).toList();
    }

    /** What follows the launcher's name, of each call that is more than a plain job of this pipeline. */
    private Stream<List<String>> calls(Stage stage) {
        return stage.commands().stream()
                .flatMap(line -> ShellWords.commands(line).stream())
                .filter(ShellWords.Command::plain)
                .map(command -> command.words().stream()
                        .dropWhile(word -> word.matches("\\w+=.*"))
                        .toList())
                .filter(words -> !words.isEmpty() && words.get(0).matches("(.*/)?waybill"))
                .map(words -> words.subList(1, words.size()))
                .filter(words -> !isPlainJob(words));
    }

    private boolean isPlainJob(List<String> words) {
        return words.size() == 4
                && words.get(0).equals("job")
                && Set.of("-p", "--pipeline").contains(words.get(2))
                && words.get(3).equals(pipeline.name());
    }

    private Optional<StageProblem> problem(Stage stage, List<String> words) {
        try {
            return read(words).flatMap(command -> problem(stage, words, command));
        } catch (ParameterException e) {
            Refusal refusal = UsageProblem.of(e, words);
            return Optional.of(new StageProblem(
                    stage,
                    "dvc.bad-command",
                    "its cmd is no command of Waybill's: %s".formatted(refusal.problem()),
                    refusal.remedy()));
        }
    }

    private Optional<StageProblem> problem(Stage stage, List<String> words, ParseResult command) {
        String called = "./waybill " + String.join(" ", words);
        if (RUN_STAGES.contains(command.commandSpec().name())) {
            return Optional.of(new StageProblem(
                    stage,
                    "dvc.nested-run",
                    "its cmd runs stages itself: %s.".formatted(called),
                    "Write ./waybill job JOB --pipeline %s there.".formatted(pipeline.name())));
        }
        return jobCommand(command)
                .filter(job -> !job.pipeline().equals(pipeline.name()))
                .map(job -> new StageProblem(
                        stage,
                        "dvc.other-pipeline",
                        "its cmd works in pipeline '%s', not in '%s': %s."
                                .formatted(job.pipeline(), pipeline.name(), called),
                        "Write --pipeline %s there.".formatted(pipeline.name())));
    }

    private Optional<String> job(List<String> words) {
        try {
            return read(words).flatMap(StageCommands::jobCommand).map(JobCommand::job);
        } catch (ParameterException e) {
            return Optional.empty(); // named already
        }
    }

    /** As the command line reads these words; empty if they only ask for help. */
    private Optional<ParseResult> read(List<String> words) {
        ParseResult all = CommandLines.read(invocation, words).parseArgs(words.toArray(new String[0]));
        return Optional.ofNullable(all.subcommand()).filter(command -> !command.isUsageHelpRequested());
    }

    private static Optional<JobCommand> jobCommand(ParseResult command) {
        return command.commandSpec().userObject() instanceof JobCommand job ? Optional.of(job) : Optional.empty();
    }
}
