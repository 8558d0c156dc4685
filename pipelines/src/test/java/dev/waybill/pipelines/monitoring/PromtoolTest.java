package dev.waybill.pipelines.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prometheus' own tool reads what is meant for Prometheus. */
class PromtoolTest {

    private record Ended(int code, String output) {}

    @TempDir
    private Path folder;

    @BeforeAll
    static void requireTool() {
        try {
            promtool(Path.of("."), "--version");
        } catch (IOException e) {
            System.out.println("Skipped what promtool checks: needs promtool (Debian package prometheus)");
            abort("no promtool");
        }
    }

    @Test
    void takesTheConfigurationAndItsRules() throws IOException {
        Ended ended = promtool(MonitoringFilesTest.FOLDER, "check", "config", "prometheus.yml");

        assertThat(ended.output())
                .contains("SUCCESS: 2 rule files found", "SUCCESS: 5 rules found", "SUCCESS: 9 rules found");
        assertThat(ended.code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alerts.test.yml", "serving-alerts.test.yml"})
    void findsThatAlertsFireWhenTheyShould(String file) throws IOException {
        Ended ended = promtool(MonitoringFilesTest.FOLDER, "test", "rules", file);

        assertThat(ended.code()).as(ended.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"grafana-dashboard.json", "grafana-serving.json"})
    void readsEveryQueryOfADashboard(String file) throws IOException {
        List<String> rules = new ArrayList<>(List.of("groups:", "- name: dashboard", "  rules:"));
        for (JsonNode query : MonitoringFilesTest.dashboard(file).findValues("expr")) {
            String text = query.asText()
                    .replace("${label}", "eta")
                    .replace("$pipeline", "demo")
                    .replace("$instance", ".*")
                    .replace("$__rate_interval", "5m");
            rules.add("  - record: query_%d".formatted(rules.size()));
            rules.add("    expr: '%s'".formatted(text));
        }
        Files.write(folder.resolve("rules.yml"), rules);

        Ended ended = promtool(folder, "check", "rules", "rules.yml");
        assertThat(ended.output()).contains("SUCCESS: %d rules found".formatted(rules.size() / 2 - 1));
        assertThat(ended.code()).isZero();
    }

    /** It would have seconds; hours and minutes are what people here speak of. */
    @Test
    void readsWhatNightsPublishAndOnlyWishesForOtherUnits() throws IOException {
        NightFigures night = Nights.full(Nights.MONDAY, 1200, 34, Nights.ERRORS);
        Path text = folder.resolve("night.prom");
        Files.writeString(text, PrometheusText.of(PublishedNights.with(night, Optional.empty())));

        Ended ended = promtool(folder, text.toFile(), "check", "metrics");
        assertThat(ended.output().lines())
                .containsExactly(
                        "eta_feature_age_hours use base unit \"seconds\" instead of \"hours\"",
                        "eta_prediction_error_minutes use base unit \"seconds\" instead of \"minutes\"");
    }

    private static Ended promtool(Path where, String... words) throws IOException {
        return promtool(where, new File("/dev/null"), words);
    }

    private static Ended promtool(Path where, File input, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectInput(input)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Ended(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
