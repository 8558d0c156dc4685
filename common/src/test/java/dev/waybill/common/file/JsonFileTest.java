package dev.waybill.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonFileTest {

    record Note(String writtenBy, Optional<Integer> pages, Instant writtenAt) {}

    @TempDir
    private Path home;

    @Test
    void writesTheSameTextEachTimeAndReadsItBack() throws IOException {
        Path file = home.resolve("new folder/note.json");
        Note note = new Note("Ömer", Optional.empty(), Instant.parse("2020-03-01T00:00:00Z"));
        JsonFile.write(file, note);
        assertThat(Files.readString(file)).isEqualTo("""
                {
                  "written_by" : "Ömer",
                  "pages" : null,
                  "written_at" : "2020-03-01T00:00:00Z"
                }
                """);
        assertThat(JsonFile.read(file, Note.class)).isEqualTo(note);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void refusesFilesThatAreMissingOrBroken() throws IOException {
        Path file = home.resolve("note.json");
        assertThatThrownBy(() -> JsonFile.read(file, Note.class))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot read note.json: the job that writes it has not run yet. Run ./waybill repro first.");
        Files.writeString(file, "{\"written_by\": null}");
        assertThatThrownBy(() -> JsonFile.read(file, Note.class))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read " + file + ": it is not what Waybill wrote. Run its job again.");
    }
}
