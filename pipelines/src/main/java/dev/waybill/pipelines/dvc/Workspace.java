package dev.waybill.pipelines.dvc;

import dev.waybill.common.job.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files as they are now. */
public record Workspace(Path home) implements FileTree {

    @Override
    public Optional<String> text(Path file) {
        return Files.isRegularFile(file) ? Optional.of(AtomicFile.read(file)) : Optional.empty();
    }

    @Override
    public String name(Path file) {
        return DvcYaml.name(home, file);
    }
}
