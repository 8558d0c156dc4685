package dev.waybill.pipelines.cli;

import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.section.Online;
import dev.waybill.common.section.Source;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.night.Night;
import dev.waybill.pipelines.night.NightFiles;
import dev.waybill.pipelines.night.NightReport;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Nights of a pipeline, in the order of their dates. */
final class Nights {

    /** The section of params that says what a date is. */
    public record Params(Source source) {}

    private final Pipeline pipeline;
    private final String runId;
    private final Night.Steps steps;
    private final NightFiles files;
    private final boolean online;
    private final BiConsumer<NightReport, Optional<Throwable>> told;
    private final List<Outcome> outcomes = new ArrayList<>();

    /** @param told of each night, and of what ended it before its end */
    Nights(
            Pipeline pipeline,
            String runId,
            Night.Steps steps,
            NightFiles files,
            BiConsumer<NightReport, Optional<Throwable>> told) {
        this.pipeline = pipeline;
        this.runId = runId;
        this.steps = steps;
        this.files = files;
        this.told = told;
        this.online = pipeline.params().bind(Online.Section.class).online().nightly();
    }

    /** What a date is in a pipeline. */
    static Source source(Pipeline pipeline) {
        Source source = pipeline.params().bind(Params.class).source();
        if (!source.isDated()) {
            throw Refusal.mistake(
                    "nightly.no-dates",
                    "Cannot run a night of %s: its rows have no date (source.event-time).".formatted(pipeline.name()),
                    "Run ./waybill repro -p %s when new rows have come.".formatted(pipeline.name()));
        }
        return source;
    }

    /** The last date that is over, or the one that is asked for. */
    static LocalDate over(Optional<LocalDate> asked, Source source, Clock clock) {
        Instant now = clock.instant();
        LocalDate last = LocalDate.ofInstant(now, source.timeZone()).minusDays(1);
        asked.filter(date -> date.isAfter(last)).ifPresent(date -> {
            throw Refusal.mistake(
                    "nightly.not-over",
                    "Cannot run the night of %s: in %s that day is not over.".formatted(date, source.timeZone()),
                    "The last that is over is %s.".formatted(last));
        });
        return asked.orElse(last);
    }

    /** Runs the nights that were missed since the last one, and that of a date. */
    NightReport run(LocalDate date) {
        LocalDate next = files.lastComplete(date).map(last -> last.plusDays(1)).orElse(date);
        while (next.isBefore(date)) {
            one(next);
            next = next.plusDays(1);
        }
        return one(date);
    }

    private NightReport one(LocalDate date) {
        Night night = new Night(pipeline.name(), date, runId, steps, files, online);
        try {
            NightReport report = night.run();
            outcomes.addAll(night.outcomes());
            told.accept(report, Optional.empty());
            return report;
        } catch (RuntimeException | Error failure) {
            told.accept(night.report(), Optional.of(failure));
            throw failure;
        }
    }

    /** What the steps of all of them did. */
    List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }
}
