package dev.waybill.pipelines.engine;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.RunStatus;
import dev.waybill.common.track.RunTags;
import dev.waybill.common.track.TrackedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The invocations that have not ended their runs in the tracking store. Those of a killed one would be running for ever:
 * the next invocation, which has the pipeline to itself, ends them.
 *
 * @param file {@code data/attempts/<pipeline>/runs.json}
 * @param experiment that the runs are in
 */
record OpenRuns(Path file, String experiment) {

    private record Noted(List<String> invocations) {}

    /**
     * Notes an invocation, before it has a run in the store, and ends the runs of those that were killed.
     *
     * @param invocation its id
     */
    void begin(String invocation, TrackedRun run) {
        List<String> killed = noted();
        note(Stream.concat(killed.stream(), Stream.of(invocation)).toList());
        if (!killed.isEmpty()) {
            run.log((tracking, id) -> killed.stream()
                    .map(other -> Map.of(RunTags.WAYBILL_RUN, other))
                    .flatMap(tags -> tracking.unfinished(experiment, tags).stream())
                    .forEach(left -> tracking.finish(left, RunStatus.KILLED)));
            if (run.failure().isEmpty()) {
                note(List.of(invocation));
            }
        }
    }

    private List<String> noted() {
        try {
            return Files.exists(file) ? JsonFile.read(file, Noted.class).invocations() : List.of();
        } catch (Refusal e) { // not readable: their runs stay as they are
            return List.of();
        }
    }

    private void note(List<String> invocations) {
        JsonFile.write(file, new Noted(invocations));
    }

    /** All runs of the invocation have ended. */
    void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot remove " + file, e);
        }
    }
}
