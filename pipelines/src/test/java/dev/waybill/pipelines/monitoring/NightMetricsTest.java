package dev.waybill.pipelines.monitoring;

import static dev.waybill.pipelines.monitoring.Nights.ERRORS;
import static dev.waybill.pipelines.monitoring.Nights.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.outward.Loopback;
import dev.waybill.pipelines.outward.Loopback.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightMetricsTest {

    private static final NightFigures NIGHT = Nights.full(MONDAY, 1200, 34, ERRORS);
    private static final NightFigures NEXT = Nights.full(MONDAY.plusDays(1), 800, 6, ERRORS);

    @TempDir
    private Path home;

    @Test
    void writesAFileForTheTextfileCollector() {
        NightMetrics metrics = new NightMetrics(home, monitoring("exported", null), Map.of());

        assertThat(metrics.publish(NIGHT)).isEmpty();
        assertThat(metrics.publish(NEXT)).isEmpty();
        assertThat(metrics.publish(NEXT)).isEmpty();

        assertThat(home.resolve("exported"))
                .isDirectoryContaining(file -> file.endsWith("waybill-green taxi.prom"))
                .isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
        assertThat(home.resolve("exported/waybill-green taxi.prom"))
                .content()
                .contains("eta_predictions_total{pipeline=\"green taxi\"} 2000.0\n")
                .contains("eta_prediction_error_minutes_count{pipeline=\"green taxi\"} 200\n");
    }

    @Test
    void pushesTheSameToAPushgateway() throws IOException {
        try (Loopback gateway = new Loopback(202)) {
            String address = "http://me:${env:PUSH_PASSWORD}@127.0.0.1:" + gateway.port() + "/";
            Map<String, String> environment = Map.of("PUSH_PASSWORD", "secret");

            assertThat(new NightMetrics(home, monitoring("exported", address), environment).publish(NIGHT))
                    .isEmpty();

            assertThat(gateway.received())
                    .containsExactly(new Received(
                            "PUT /metrics/job/waybill/pipeline/green%20taxi",
                            Optional.of("text/plain; version=0.0.4; charset=utf-8"),
                            Optional.of("Basic bWU6c2VjcmV0"), // printf 'me:secret' | base64
                            Files.readString(home.resolve("exported/waybill-green taxi.prom"))));
        }
    }

    @Test
    void saysInALineWhatFailedAndGoesOn() throws IOException {
        Files.writeString(home.resolve("file"), "no folder");
        Monitoring monitoring = monitoring("file", Loopback.nobody());

        assertThat(new NightMetrics(home, monitoring, Map.of()).publish(NIGHT))
                .satisfiesExactly(
                        textfile -> assertThat(textfile)
                                .startsWith("The figures of the night of 2024-03-04 are not all published: cannot write"
                                        + " monitoring.textfile: "),
                        push -> assertThat(push)
                                .isEqualTo(
                                        "The figures of the night of 2024-03-04 are not all published: cannot push to"
                                                + " monitoring.pushgateway: nothing accepts connections there."));
    }

    @Test
    void doesNotWaitForAPushgatewayThatHangs() throws IOException {
        try (Loopback gateway = new Loopback(Loopback.HANGS, Loopback.HANGS)) {
            Monitoring monitoring = new Monitoring(Optional.empty(), Optional.of(gateway.uri()), 1);
            Instant before = Instant.now();

            assertThat(new NightMetrics(home, monitoring, Map.of()).publish(NIGHT))
                    .singleElement()
                    .asString()
                    .endsWith("cannot push to monitoring.pushgateway: it gave no answer within 1.0 s.");
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
        }
    }

    @Test
    void namesTheVariableThatTheAddressNeeds() {
        Monitoring monitoring = monitoring(null, "http://me:${env:PUSH_PASSWORD}@host/");

        assertThat(new NightMetrics(home, monitoring, Map.of()).publish(NIGHT))
                .singleElement()
                .asString()
                .endsWith(
                        "cannot push to monitoring.pushgateway: it needs the environment variable PUSH_PASSWORD, which"
                                + " is not set.");
    }

    @Test
    void countsAnewWhereItsFileIsBroken() throws IOException {
        NightMetrics metrics = new NightMetrics(home, monitoring("exported", null), Map.of());
        metrics.publish(NIGHT);
        Files.writeString(home.resolve("data/monitoring/green taxi.json"), "{");

        assertThat(metrics.publish(NEXT)).isEmpty();
        assertThat(home.resolve("exported/waybill-green taxi.prom"))
                .content()
                .contains("eta_predictions_total{pipeline=\"green taxi\"} 800.0\n");
    }

    @Test
    void leavesNothingBehindWhereNobodyAsks() {
        assertThat(new NightMetrics(home, monitoring(null, null), Map.of()).publish(NIGHT))
                .isEmpty();
        assertThat(home).isEmptyDirectory();
    }

    private static Monitoring monitoring(@Nullable String textfile, @Nullable String pushgateway) {
        return new Monitoring(Optional.ofNullable(textfile), Optional.ofNullable(pushgateway), 30);
    }
}
