package dev.waybill.pipelines.night;

import dev.waybill.common.report.HtmlPage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes what people read of a night: its page, and the page of all nights.
 *
 * @param evidence what tables say of a date
 */
public record NightPages(NightFiles files, Function<LocalDate, NightEvidence> evidence, InstantSource clock) {

    /**
     * Writes both.
     *
     * @param failure that ended the night, if one did: then tables are not asked, since it may be theirs
     */
    public void write(NightReport report, Optional<Throwable> failure) {
        Instant now = clock.instant();
        NightEvidence found = failure.isPresent() ? NightEvidence.NONE : evidence.apply(report.date());
        NightCharts charts = new NightCharts(found.days(), files.latest(report.date(), NightEvidence.DAYS));
        HtmlPage.write(
                files.page(report.date()),
                HtmlPage.render(NightPages.class, "night.mustache", NightPage.of(report, found, charts, files, now)));
        HtmlPage.write(files.index(), HtmlPage.render(NightPages.class, "nights.mustache", NightsPage.of(charts, now)));
    }
}
