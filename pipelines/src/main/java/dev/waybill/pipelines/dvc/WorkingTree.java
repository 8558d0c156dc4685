package dev.waybill.pipelines.dvc;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files as they are now. */
public record WorkingTree(Path home) implements FileTree {

    @Override
    public Optional<String> text(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (CharacterCodingException e) {
            throw Refusal.mistake(
                    "file.not-text",
                    "Cannot read " + name(file) + ": it is not text in UTF-8.",
                    "Save it as UTF-8.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    @Override
    public String name(Path file) {
        return name(home, file);
    }

    /** A file's name for people: its path below the project's home. */
    static String name(Path home, Path file) {
        return home.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize())
                .toString();
    }
}
