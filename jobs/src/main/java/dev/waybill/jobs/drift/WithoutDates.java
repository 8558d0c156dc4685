package dev.waybill.jobs.drift;

import dev.waybill.common.job.JobContext;
import dev.waybill.common.report.HtmlPage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What drift-report leaves where rows have no date, so that no day can be compared: an empty table and a page that says so. */
final class WithoutDates {

    /** What {@code no-drift.mustache} shows. */
    record Page(String title, String pipeline, String note) {}

    private WithoutDates() {}

    static DriftReport.Result report(DriftReport.Params params, JobContext context) {
        String note = "No day is compared: rows of %s have no date, since there is no source.event-time."
                .formatted(params.source().table());
        context.tables().overwriteByDate(DriftMetrics.TABLE, DriftMetrics.none(context.spark(), params.drift()));
        context.tables().overwriteByDate(ProfileTable.TABLE, ProfileTable.none(context.spark()));
        String pipeline = context.workspace().pipeline();
        Path file = context.workspace().report(DriftReport.PAGE);
        HtmlPage.write(
                file,
                HtmlPage.render(
                        DriftReport.class, "no-drift.mustache", new Page("Drift of " + pipeline, pipeline, note)));
        return new DriftReport.Result(0, 0, Optional.empty(), List.of(), Optional.empty(), false, List.of(note), file);
    }
}
