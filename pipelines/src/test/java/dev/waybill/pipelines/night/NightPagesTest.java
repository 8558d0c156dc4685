package dev.waybill.pipelines.night;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.report.HtmlPage;
import dev.waybill.jobs.drift.DayDrift;
import dev.waybill.jobs.drift.DistributionChart;
import dev.waybill.jobs.drift.DriftedColumn;
import dev.waybill.jobs.outcomes.DayFigures;
import dev.waybill.jobs.outcomes.OnlineFigures;
import dev.waybill.jobs.prepare.BatchQuality;
import dev.waybill.pipelines.night.NightReport.Ending;
import dev.waybill.pipelines.night.NightReport.Promotion;
import dev.waybill.pipelines.night.NightReport.Retraining;
import dev.waybill.pipelines.night.NightReport.StepReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightPagesTest {

    private static final LocalDate MONDAY = LocalDate.parse("2024-03-04");
    private static final Instant NOW = Instant.parse("2024-03-12T01:00:00Z");
    private static final Pattern LINK = Pattern.compile("href=\"([^\"]*)\"");

    @TempDir
    private Path reports;

    private NightFiles files;

    @BeforeEach
    void openFiles() {
        files = new NightFiles(reports);
    }

    @Test
    void tellsWhatHappenedFirst() {
        NightReport night = retrained(MONDAY, true);
        files.write(night);
        NightEvidence found = evidence(MONDAY);
        NightCharts charts = new NightCharts(found.days(), List.of(night));
        String page = render(NightPage.of(night, found, charts, files, NOW));
        assertThat(page)
                .contains("<h1>1 column drifted; a new model is in charge from 2024-03-05 on</h1>")
                .contains("12,345 rows scored by eta/3, 91.0% of their labels are in; errors of 4.40 min on average,"
                        + " where 3.84 was promised.")
                .contains("<p>Online: 12,345 rows answered by eta/3 (challenger), 91.0% of their labels are in;"
                        + " errors of 4.60 min on average.</p>")
                .contains("<li>the error is too large &lt;by far&gt;</li>")
                .contains("97.5 of 100 points", "too many nulls in distance", "straight_km");
    }

    @Test
    void aNightThatIsAsUsualSaysSo() {
        assertThat(quiet(MONDAY).headline()).isEqualTo("All as usual");
        assertThat(broken(MONDAY).headline()).isEqualTo("The night broke off at train");
        assertThat(retrained(MONDAY, false).headline())
                .isEqualTo("1 column drifted; a new model was trained and is not in charge");
        assertThat(quiet(MONDAY).sentence())
                .isEqualTo("eta, night of 2024-03-04: scored by eta/3, mae 4.40 where 3.84 was promised; no drift;"
                        + " no reason to retrain");
    }

    @Test
    void leadsFromOneNightToTheOthers() throws IOException {
        Files.createDirectories(reports);
        Files.writeString(reports.resolve("promote.html"), "how it was decided");
        write(quiet(MONDAY));
        files.keep(MONDAY.plusDays(1), "promote.html");
        files.keep(MONDAY.plusDays(1), "evaluate.html"); // there is none
        write(retrained(MONDAY.plusDays(1), true));
        write(broken(MONDAY.plusDays(3)));
        assertThat(links(files.index()))
                .containsExactly("2024-03-07/report.html", "2024-03-05/report.html", "2024-03-04/report.html");
        assertThat(links(files.page(MONDAY.plusDays(1))))
                .containsExactly("../2024-03-04/report.html", "../index.html", "promote.html");
        for (LocalDate date : files.dates()) {
            for (String link : links(files.page(date))) {
                assertThat(files.page(date).resolveSibling(link)).isRegularFile();
            }
        }
    }

    @Test
    void findsTheLastNightThatCameToItsEnd() {
        assertThat(files.lastComplete(MONDAY)).isEmpty();
        files.write(quiet(MONDAY));
        files.write(broken(MONDAY.plusDays(1)));
        assertThat(files.lastComplete(MONDAY.plusDays(2))).contains(MONDAY);
        assertThat(files.lastComplete(MONDAY)).isEmpty();
    }

    private void write(NightReport report) {
        files.write(report);
        boolean failed = !report.complete();
        new NightPages(files, date -> evidence(date), () -> NOW)
                .write(report, failed ? Optional.of(new IllegalStateException("broken")) : Optional.empty());
    }

    private static String render(NightPage page) {
        return HtmlPage.render(NightPages.class, "night.mustache", page);
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private static NightEvidence evidence(LocalDate date) {
        SortedMap<LocalDate, DayFigures> days = new TreeMap<>();
        for (int day = 10; day >= 0; day--) {
            days.put(date.minusDays(day), figures(3 + 0.1 * day));
        }
        DriftedColumn column = new DriftedColumn(
                "straight_km", "feature", "PSI 0.41", "high", "0.20", date, "1 day", "", "+1.2", "0 points", "-0.6");
        DistributionChart chart = new DistributionChart(
                "straight_km",
                "feature",
                "PSI 0.41",
                "high",
                List.of(new DistributionChart.Bar("up to 3", "100.0", "40.0", "62%", "25%")));
        return new NightEvidence(
                days,
                List.of(new OnlineFigures(Optional.of("challenger"), figures(4.6))),
                Optional.of(
                        new DayDrift(12, List.of("It is farther.", "All differ."), List.of(column), List.of(chart))),
                Optional.of(new BatchQuality(97.5, List.of("too many nulls in distance"))));
    }

    private static DayFigures figures(double mae) {
        SortedMap<String, Double> metrics = new TreeMap<>(Map.of("mae", mae - 0.2, "coverage_90", 0.88));
        SortedMap<String, Double> corrected = new TreeMap<>(Map.of("mae", mae, "coverage_90", 0.87));
        return new DayFigures("eta/3", 12_345, 11_234, 0.91, false, Optional.of("min"), metrics, corrected);
    }

    private static NightReport quiet(LocalDate date) {
        return night(
                date,
                true,
                Optional.of(new Retraining(false, List.of(), Optional.empty())),
                List.of(),
                Optional.empty());
    }

    private static NightReport retrained(LocalDate date, boolean promoted) {
        return night(
                date,
                true,
                Optional.of(new Retraining(true, List.of("the error is too large <by far>"), Optional.empty())),
                List.of("straight_km"),
                Optional.of(new Promotion(promoted, "eta/4 against eta/3: 0.41 better")));
    }

    private static NightReport broken(LocalDate date) {
        return night(date, false, Optional.empty(), List.of(), Optional.empty());
    }

    private static NightReport night(
            LocalDate date,
            boolean complete,
            Optional<Retraining> retraining,
            List<String> drifted,
            Optional<Promotion> decision) {
        StepReport last = complete
                ? new StepReport("retrain-check", Ending.done, "not due", 0.1)
                : new StepReport("train", Ending.failed, "Cannot train: no rows.", 2);
        return new NightReport(
                "eta",
                date,
                "run-" + date,
                complete,
                List.of(new StepReport("prepare", Ending.done, "12,345 rows", 12.3), last),
                retraining,
                Optional.of("eta/3"),
                Optional.of(3.84),
                Optional.of(figures(4.4)),
                drifted,
                decision);
    }
}
