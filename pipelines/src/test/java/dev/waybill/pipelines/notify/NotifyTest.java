package dev.waybill.pipelines.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.params.Params;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.pipelines.engine.TestHome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifyTest {

    @TempDir
    private Path home;

    @Test
    void tellsNobodyWhereParamsSayNothing() {
        assertThat(bound()).isEqualTo(new Notify(Optional.empty(), Optional.empty(), 10));
    }

    @Test
    void readsItsSection() {
        Notify notify = bound("notify={webhook: '${env:HOOK}', command: cat > notice.json, timeout-seconds: 3}");

        assertThat(notify.webhook()).contains("${env:HOOK}");
        assertThat(notify.command()).contains("cat > notice.json");
        assertThat(notify.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused("notify.webhok=x", "'notify.webhok' is not a known key. Did you mean 'webhook'?");
        assertRefused("notify.timeout-seconds=601", "has 601 as timeout-seconds, which must be 1 to 600.");
    }

    @Test
    void refusesAnAddressAndDoesNotShowIt() {
        assertRefused(
                "notify.webhook=https://chat.example.com/pl4nted",
                "has something else than the name of a variable as webhook, whose address is a secret;"
                        + " write ${env:WAYBILL_WEBHOOK} and set that variable where Waybill runs.");
    }

    private void assertRefused(String override, String message) {
        assertThatThrownBy(() -> bound(override))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(message)
                .message()
                .doesNotContain("pl4nted");
    }

    private Notify bound(String... overrides) {
        TestHome.at(home);
        return Params.load(home, TestHome.PIPELINE, "dev", List.of(overrides))
                .bind(Notify.Section.class)
                .receivers();
    }
}
