package dev.waybill.jobs.prepare.quality;

import dev.waybill.common.params.Params;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** Checks as a pipeline would write them, with all defaults. */
public final class TestChecks {

    /** The one section; public, so that it can be bound. */
    public record Section(Checks checks) {}

    private TestChecks() {}

    /**
     * Binds a section.
     *
     * @param checks as YAML in one line: {@code {duplicates: 0.2}}
     */
    static Checks of(String checks) {
        try {
            Path home = Files.createTempDirectory("checks");
            Path folder = Files.createDirectories(home.resolve("pipelines/p"));
            Files.createDirectories(home.resolve("conf"));
            Files.writeString(home.resolve("conf/dev.yaml"), "");
            Files.writeString(folder.resolve("params.yaml"), "checks: " + checks);
            Checks bound =
                    Params.load(home, "p", "dev", List.of()).bind(Section.class).checks();
            FileUtils.deleteDirectory(home.toFile());
            return bound;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
