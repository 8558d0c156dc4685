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

    static StageCommand of(Stage stage, Path home, String pipeline) {
        StageCommand command = parse(String.join(" && ", stage.commands()))
                .filter(parsed -> parsed.pipeline.equals(pipeline))
                .orElseThrow(() -> notOurs(stage, pipeline));
        if (!stage.directory().equals(home.toAbsolutePath().normalize())) {
            throw elsewhere(stage);
        }
        return command;
    }

    private static Optional<StageCommand> parse(String command) {
        List<String> words = Arrays.asList(command.strip().split("\\s+"));
        boolean ours = words.size() == 5
                && words.get(0).equals("./waybill")
                && words.get(1).equals("job")
                && List.of("--pipeline", "-p").contains(words.get(3));
        return ours ? Optional.of(new StageCommand(words.get(2), words.get(4))) : Optional.empty();
    }

    private static Refusal notOurs(Stage stage, String pipeline) {
        return Refusal.mistake(
                "dvc.foreign-command",
                "Cannot run stage '%s' (%s): its cmd is '%s'."
                        .formatted(stage.name(), stage.place(), String.join("; ", stage.commands())),
                "Write './waybill job <job> --pipeline " + pipeline + "', or run the stage with dvc repro.");
    }

    private static Refusal elsewhere(Stage stage) {
        return Refusal.mistake(
                "dvc.wrong-directory",
                "Cannot run stage '%s' (%s): its cmd starts with ./waybill, which is not in its working directory."
                        .formatted(stage.name(), stage.place()),
                "Write 'wdir: ../..' in the stage, so that DVC finds it too.");
    }
}
