package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.TrackedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The runs that an invocation has begun in the tracking store and not ended yet. Those of a killed one would be running
 * for ever: the next invocation, which has the pipeline to itself, ends them.
 *
 * @param file {@code data/attempts/<pipeline>/runs.json}
 */
record OpenRuns(Path file) {

    private record Ids(List<String> runs) {}

    /** Ends what a killed invocation left. */
    void endThoseLeft(TrackedRun invocation) {
        for (String left : left()) {
            invocation.log((tracking, id) -> {
                if (!tracking.tags(left).isEmpty()) { // else it is in another store, or was deleted
                    tracking.finish(left, RunStatus.KILLED);
                }
            });
        }
    }

    private List<String> left() {
        try {
            return Files.exists(file) ? JsonFile.read(file, Ids.class).runs() : List.of();
        } catch (Refusal e) { // not readable: they stay as they are
            return List.of();
        }
    }

    void keep(TrackedRun invocation, TrackedRun stage) {
        JsonFile.write(
                file,
                new Ids(Stream.of(invocation.id(), stage.id())
                        .flatMap(Optional::stream)
                        .toList()));
    }

    void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file, e);
        }
    }
}
