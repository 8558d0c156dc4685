package dev.waybill.pipelines.engine;

import dev.waybill.common.file.AtomicFile;
import dev.waybill.common.job.Job;
import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import org.apache.commons.io.FileUtils;

/** The folder of a pipeline that is not there yet: a params.yaml to fill in, and the dvc.yaml that goes with it. */
public record NewPipeline(Path home, String name, Task task) {

    /**
     * Checks the name.
     *
     * @throws Refusal for a name that paths, tables and registries could not take, or that is taken
     */
    public NewPipeline {
        if (!name.matches("[a-z][a-z0-9]*([-_][a-z0-9]+)*")) {
            throw Refusal.mistake(
                    "pipeline.bad-name",
                    "Cannot name a pipeline '%s': a name has small letters, digits, and '-' or '_' between them."
                            .formatted(name),
                    "Write it like green-taxi.");
        }
        if (Files.exists(folder(home, name))) {
            throw Refusal.mistake(
                    "pipeline.exists",
                    "Cannot make pipeline '%s': pipelines/%s is there already.".formatted(name, name),
                    "Take another name, or delete that folder.");
        }
        if (!task.isOfTrees()) {
            throw Refusal.mistake(
                    "pipeline.bad-task",
                    "Cannot make a pipeline of the task %s: its sections are others.".formatted(task),
                    "Copy the folder pipelines/%s, and write your pipeline's name in its dvc.yaml.".formatted(task));
        }
    }

    /** Writes both files, or none. */
    public void write(List<Job<?, ?>> jobs) {
        Path unfinished = home.resolve("pipelines").resolve(".%s.%s.tmp".formatted(name, UUID.randomUUID()));
        try {
            Path folder = folder(unfinished, name);
            AtomicFile.write(unfinished.resolve("conf/dev.yaml"), "{}\n");
            AtomicFile.write(folder.resolve("params.yaml"), NewParams.text(name, task));
            Params params = Params.load(unfinished, name, "dev", List.of());
            AtomicFile.write(folder.resolve("dvc.yaml"), new NewDvcYaml(name, params, jobs).text());
            Files.move(folder, folder(home, name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write pipelines/" + name, e);
        } finally {
            FileUtils.deleteQuietly(unfinished.toFile());
        }
    }

    private static Path folder(Path home, String name) {
        return home.resolve("pipelines").resolve(name);
    }
}
