package dev.waybill.pipelines.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.waybill.serving.http.Traffic;
import dev.waybill.serving.predict.PredictionCounts;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code conf/monitoring} asks for what nights publish or the server counts, and for nothing else. */
class MonitoringFilesTest {

    static final Path FOLDER =
            Path.of("..", "conf", "monitoring").toAbsolutePath().normalize();

    private static final Pattern SERIES = Pattern.compile("(?m)^eta_(\\w+)\\{");
    private static final Pattern ON_DASHBOARD = Pattern.compile("\\$\\{label}_(\\w+)");
    private static final Pattern IN_RULES = Pattern.compile("__name__=~\"\\.\\+_(\\w+)\"");
    private static final Pattern IN_TESTS = Pattern.compile("series: (?:eta|demand)_(\\w+)\\{");
    private static final Pattern OF_SERVER = Pattern.compile("\\b(waybill_\\w+)");

    @Test
    void alertsAskForWhatNightsPublish() throws IOException {
        assertThat(found(IN_RULES, "alerts.yml")).hasSize(6).isSubsetOf(published());
    }

    @Test
    void testsOfAlertsAreOfWhatNightsPublish() throws IOException {
        assertThat(found(IN_TESTS, "alerts.test.yml")).isEqualTo(found(IN_RULES, "alerts.yml"));
    }

    @Test
    void theDashboardShowsAllThatNightsPublishAndNothingElse() throws IOException {
        assertThat(found(ON_DASHBOARD, "grafana-dashboard.json")).isEqualTo(published());
    }

    @Test
    void alertsOfTheServerAskForWhatItCounts() throws IOException {
        assertThat(found(OF_SERVER, "serving-alerts.yml")).hasSize(8).isSubsetOf(counted());
        assertThat(found(OF_SERVER, "serving-alerts.test.yml")).isEqualTo(found(OF_SERVER, "serving-alerts.yml"));
    }

    @Test
    void theDashboardOfTheServerShowsAllThatItCountsAndNothingElse() throws IOException {
        assertThat(found(OF_SERVER, "grafana-serving.json")).isEqualTo(counted());
    }

    @Test
    void theDocumentationHasAllThatTheServerCountsAndNothingElse() throws IOException {
        assertThat(found(OF_SERVER, "../../docs/monitoring.md"))
                .isEqualTo(counted().stream()
                        .map(name -> name.replaceFirst("_bucket$", ""))
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.yml", "serving-alerts.yml"})
    void everyAlertHasAPlaceInItsRunbook(String file) throws IOException {
        Set<String> alerts = found(Pattern.compile("alert: (\\w+)"), file);
        Set<String> runbooks = found(Pattern.compile("runbook: (\\S+)"), file);

        assertThat(runbooks).hasSize(1);
        String runbook = Files.readString(
                FOLDER.resolve("../..").resolve(runbooks.iterator().next()));
        assertThat(names(Pattern.compile("(?m)^## (Waybill\\w+):"), runbook)).isEqualTo(alerts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana-dashboard.json", "grafana-serving.json"})
    void aDashboardHasAPlaceForEachPanel(String file) throws IOException {
        JsonNode panels = dashboard(file).path("panels");

        assertThat(panels.findValuesAsText("title")).doesNotHaveDuplicates().hasSameSizeAs(panels);
        assertThat(panels).hasSizeGreaterThan(10).allSatisfy(panel -> {
            assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets")).isNotEmpty();
            assertThat(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt())
                    .isLessThanOrEqualTo(24);
        });
        Set<String> cells = new TreeSet<>();
        panels.forEach(panel -> cells(panel.path("gridPos"))
                .forEach(cell ->
                        assertThat(cells.add(cell)).as(panel + " at " + cell).isTrue()));
    }

    static JsonNode dashboard(String file) throws IOException {
        return new ObjectMapper().readTree(FOLDER.resolve(file).toFile());
    }

    private static Set<String> cells(JsonNode place) {
        Set<String> cells = new TreeSet<>();
        for (int x = 0; x < place.path("w").asInt(); x++) {
            for (int y = 0; y < place.path("h").asInt(); y++) {
                cells.add((place.path("x").asInt() + x) + "," + (place.path("y").asInt() + y));
            }
        }
        return cells;
    }

    /** The names of all series, without the label's first word. */
    private static Set<String> published() {
        NightFigures night = Nights.full(Nights.MONDAY, 1, 1, Nights.ERRORS);
        return found(SERIES, PublishedNights.with(night, Optional.empty()));
    }

    /** The names of all that the server registers, as queries ask for them. */
    private static Set<String> counted() {
        Traffic traffic = new Traffic();
        PredictionCounts unused = new PredictionCounts(traffic.registry());
        return traffic.registry().scrape().stream()
                .map(MonitoringFilesTest::queried)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String queried(MetricSnapshot metric) {
        String name = metric.getMetadata().getPrometheusName();
        return name
                + (metric instanceof CounterSnapshot ? "_total" : metric instanceof HistogramSnapshot ? "_bucket" : "");
    }

    private static Set<String> found(Pattern pattern, PublishedNights nights) {
        return names(pattern, PrometheusText.of(nights));
    }

    private static Set<String> found(Pattern pattern, String file) throws IOException {
        return names(pattern, Files.readString(FOLDER.resolve(file)));
    }

    private static Set<String> names(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
