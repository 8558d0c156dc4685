package dev.waybill.pipelines.cli;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.section.Source;
import dev.waybill.pipelines.engine.Outcome;
import dev.waybill.pipelines.engine.Pipeline;
import dev.waybill.pipelines.engine.PipelineStatus;
import dev.waybill.pipelines.engine.RunSetup;
import dev.waybill.pipelines.engine.SingleJob;
import dev.waybill.pipelines.night.NightEvidence;
import dev.waybill.pipelines.night.NightFiles;
import dev.waybill.pipelines.night.NightPages;
import dev.waybill.pipelines.night.NightReport;
import dev.waybill.pipelines.night.ReplayClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;

/**
 * Nights of the past as they would have been: in tables, a tracking store and files of their own, by a clock that is set to
 * each night, on rows that had come by then.
 */
final class ReplayedNights implements AutoCloseable {

    /** When schedulers run a night. */
    private static final LocalTime NIGHT = LocalTime.of(2, 0);

    private final Invocation invocation;
    private final Pipeline pipeline;
    private final Source source;
    private final Path folder;
    private final Display display;
    private final PipelineStatus status;
    private final ReplayClock clock;
    private final JobContext context;
    private final NightFiles files;
    private final NightPages pages;

    /** @param resume whether to go on with what an earlier replay left, instead of taking it away */
    ReplayedNights(Invocation invocation, Pipeline pipeline, PipelineOptions options, boolean resume, boolean json) {
        this.invocation = invocation;
        this.pipeline = pipeline;
        this.source = Nights.source(pipeline);
        this.folder = pipeline.home().resolve(place(pipeline.name()));
        this.clock = new ReplayClock(Instant.EPOCH);
        if (!resume) {
            clear();
        }
        this.display = invocation.display(json);
        this.status = PipelineStatus.open(pipeline, clock);
        invocation.jobs();
        this.context = RunSetup.context(
                pipeline, invocation.runId(), Optional.ofNullable(options.master), clock, display::doing);
        this.files = new NightFiles(folder.resolve("reports"));
        this.pages = new NightPages(files, date -> NightEvidence.of(date, source, context.tables()), clock);
    }

    /** The pipeline, with a warehouse and a tracking store for its replays. */
    static Pipeline pipeline(Invocation invocation, PipelineOptions options) {
        List<String> overrides = new ArrayList<>(options.overrides);
        String place = place(options.name.pipeline);
        overrides.add("warehouse=" + place + "/warehouse");
        overrides.add("tracking=" + place + "/mlflow");
        return invocation.pipeline(options.name.pipeline, options.environment.name, overrides);
    }

    private static String place(String pipeline) {
        return "data/replay/" + pipeline;
    }

    private void clear() {
        try {
            FileUtils.deleteDirectory(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot empty " + folder, e);
        }
    }

    /** Runs the night of a date, unless an earlier replay did. */
    NightReport run(LocalDate date) {
        return files.complete(date).orElseGet(() -> anew(date));
    }

    private NightReport anew(LocalDate date) {
        Instant moment =
                date.plusDays(1).atTime(NIGHT).atZone(source.timeZone()).toInstant();
        clock.set(moment);
        JobContext then = context.replaying(moment, folder);
        Nights nights =
                new Nights(pipeline, invocation.runId(), (job, day) -> step(job, day, then), files, pages::write);
        NightReport report = nights.run(date);
        display.note(report.sentence());
        return report;
    }

    /** The page of all of them. */
    Path page() {
        return files.index();
    }

    private Outcome step(String job, Optional<LocalDate> date, JobContext then) {
        return new SingleJob(pipeline, () -> then, date, display, clock)
                .run(pipeline.step(job), Optional.empty(), false, status, invocation.runId());
    }

    @Override
    public void close() {
        status.close();
        display.close();
    }
}
