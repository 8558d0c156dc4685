package dev.waybill.pipelines.engine;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.dvc.Stage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The command of a stage, as DVC runs it from the repository's root and as we run it within our own JVM: {@code
 * ./waybill job train --pipeline green-taxi}.
 */
record StageCommand(String job, String pipeline) {

    /**
     * The job that a stage runs; empty for any other command, such as one with further options.
     *
     * @throws Refusal if DVC would not find the launcher where the command runs
     */
    static Optional<StageCommand> of(Stage stage, Path home, String pipeline) {
        Optional<StageCommand> command = parse(stage.cmd().text()).filter(parsed -> parsed.pipeline.equals(pipeline));
        if (command.isPresent()
                && !stage.directory().equals(home.toAbsolutePath().normalize())) {
            throw elsewhere(stage);
        }
        return command;
    }

    /** Whether a stage's command runs this job, with whatever options. */
    static boolean runs(Stage stage, String job) {
        return stage.commands().stream()
                .anyMatch(line -> line.strip().matches("\\./waybill job \\Q" + job + "\\E( .*)?"));
    }

    /** Whether a stage's command is ours, with whatever options. */
    static boolean isOurs(Stage stage) {
        return stage.commands().stream().anyMatch(line -> line.strip().startsWith("./waybill "));
    }

    private static Optional<StageCommand> parse(String command) {
        List<String> words = Arrays.asList(command.strip().split("\\s+"));
        boolean ours = words.size() == 5
                && words.get(0).equals("./waybill")
                && words.get(1).equals("job")
                && List.of("--pipeline", "-p").contains(words.get(3));
        return ours ? Optional.of(new StageCommand(words.get(2), words.get(4))) : Optional.empty();
    }

    private static Refusal elsewhere(Stage stage) {
        return Refusal.mistake(
                "dvc.wrong-directory",
                "Cannot run stage '%s' (%s): its cmd starts with ./waybill, which is not in its working directory."
                        .formatted(stage.name(), stage.place()),
                "Write 'wdir: ../..' in the stage, so that DVC finds it too.");
    }
}
