package dev.waybill.pipelines.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.TestHome;
import dev.waybill.pipelines.notify.Notify;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitoringTest {

    /** What else stands in the params of the test's pipeline. */
    public record Weigh(Map<String, Integer> weigh) {}

    @TempDir
    private Path home;

    @Test
    void isNowhereWhereParamsSayNothing() {
        assertThat(bound()).isEqualTo(new Monitoring(Optional.empty(), Optional.empty(), 10));
    }

    @Test
    void readsItsSection() {
        Monitoring monitoring = bound(
                "monitoring={textfile: /var/lib/prometheus/x, pushgateway: 'http://push:9091', timeout-seconds: 3}");

        assertThat(monitoring.textfile()).contains("/var/lib/prometheus/x");
        assertThat(monitoring.pushgateway()).contains("http://push:9091");
        assertThat(monitoring.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(bound("monitoring.pushgateway=http://me:${env:PASSWORD}@push")
                        .pushgateway())
                .isPresent();
    }

    @Test
    void understandsTheExampleOfItsPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "monitoring.md"));
        String example = page.replaceFirst("(?s).*?```yaml\n(.*?)```.*", "$1");
        TestHome.at(home).write("conf/dev.yaml", example);
        Params params = Params.load(home, TestHome.PIPELINE, "dev", List.of());

        params.check(List.of(Monitoring.Section.class, Notify.Section.class, Weigh.class));
        assertThat(params.bind(Monitoring.Section.class).monitoring().pushgateway())
                .contains("http://me:${env:PUSH_PASSWORD}@push.example.com:9091");
        assertThat(params.bind(Notify.Section.class).receivers().webhook()).contains("${env:WAYBILL_WEBHOOK}");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused("monitoring.textfiles=x", "is not a known key. Did you mean 'textfile'?");
        assertRefused("monitoring.timeout-seconds=0", "has 0 as timeout-seconds, which must be 1 to 600.");
        assertRefused(
                "monitoring.pushgateway=push:9091",
                "has a pushgateway that is no http:// or https:// address with a host.");
    }

    @Test
    void refusesAPasswordAndDoesNotShowIt() {
        assertRefused(
                "monitoring.pushgateway=http://me:pl4nted@push",
                "has a password in pushgateway; write ${env:NAME} there and set that variable where Waybill runs.");
    }

    private void assertRefused(String override, String message) {
        assertThatThrownBy(() -> bound(override))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("pl4nted");
    }

    private Monitoring bound(String... overrides) {
        TestHome.at(home);
        return Params.load(home, TestHome.PIPELINE, "dev", List.of(overrides))
                .bind(Monitoring.Section.class)
                .monitoring();
    }
}
