package dev.waybill.pipelines.night;

import dev.waybill.common.report.HtmlPage;
import dev.waybill.common.section.Source;
import dev.waybill.common.table.Tables;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes what people read of a night: its page, and the page of all nights. */
public record NightPages(NightFiles files, Source source, Supplier<Tables> tables, Clock clock) {

    /** @param failure that ended the night, if one did: then tables are not asked, since it may be theirs */
    public void write(NightReport report, Optional<Throwable> failure) {
        Instant now = clock.instant();
        NightEvidence evidence = failure.isPresent()
                ? NightEvidence.NONE
                : NightEvidence.of(report.date(), source, tables.get());
        HtmlPage.write(
                files.page(report.date()),
                HtmlPage.render(NightPages.class, "night.mustache", NightPage.of(report, evidence, files, now)));
        HtmlPage.write(
                files.index(),
                HtmlPage.render(
                        NightPages.class, "nights.mustache", NightsPage.of(report.date(), evidence, files, now)));
    }
}
