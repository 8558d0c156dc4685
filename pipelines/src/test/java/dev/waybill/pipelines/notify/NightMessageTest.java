package dev.waybill.pipelines.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NightMessageTest {

    private static final Notice DRIFT =
            new Notice(Severity.MEDIUM, Kind.DRIFT, "2 columns drifted", "distance_km 0.31 > 0.25");
    private static final Notice PROMOTION =
            new Notice(Severity.LOW, Kind.PROMOTION, "demo/4 is champion", "mae 3.71, was 3.82");
    private static final Notice REFUSED =
            new Notice(Severity.CRITICAL, Kind.REFUSED_BATCH, "batch refused", "quality 71 < 80");

    /** The body is what programs of others read. */
    @Test
    void hasAllNoticesInOneBodyTheWorstFirst() {
        assertThat(message(PROMOTION, REFUSED, DRIFT).json()).isEqualTo("""
                {
                  "text" : "demo, night of 2024-03-04: batch refused (and 2 more)\\n[critical] batch refused\\nquality 71 &lt; 80\\n[medium] 2 columns drifted\\ndistance_km 0.31 &gt; 0.25\\n[low] demo/4 is champion\\nmae 3.71, was 3.82",
                  "title" : "demo, night of 2024-03-04: batch refused (and 2 more)",
                  "severity" : "critical",
                  "pipeline" : "demo",
                  "date" : "2024-03-04",
                  "run_id" : "20240305T010203Z-abcd",
                  "notices" : [ {
                    "severity" : "critical",
                    "kind" : "refused-batch",
                    "title" : "batch refused",
                    "detail" : "quality 71 < 80"
                  }, {
                    "severity" : "medium",
                    "kind" : "drift",
                    "title" : "2 columns drifted",
                    "detail" : "distance_km 0.31 > 0.25"
                  }, {
                    "severity" : "low",
                    "kind" : "promotion",
                    "title" : "demo/4 is champion",
                    "detail" : "mae 3.71, was 3.82"
                  } ]
                }""");
    }

    @Test
    void isTheSameInWhateverOrderNoticesCome() {
        Notice failed = new Notice(Severity.CRITICAL, Kind.FAILED_NIGHT, "train failed", "");
        Notice rollback = new Notice(Severity.HIGH, Kind.ROLLBACK, "demo/3 is champion again", "");
        List<Notice> inOrder = List.of(failed, REFUSED, rollback, DRIFT, PROMOTION);
        List<Notice> shuffled = new ArrayList<>(inOrder);
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(message(shuffled.toArray(new Notice[0])).notices()).isEqualTo(inOrder);
        }
    }

    /** A station may be called {@code <!channel>}, which would wake everyone. */
    @Test
    void givesChatsNoMarksOfTheirOwn() throws IOException {
        NightMessage message = message(new Notice(Severity.LOW, Kind.DRIFT, "new value <!channel> & co", ""));

        assertThat(JsonFile.JSON.readTree(message.json()).path("text").asText())
                .contains("new value &lt;!channel&gt; &amp; co")
                .doesNotContain("<");
    }

    @Test
    void keepsItsTextShort() throws IOException {
        NightMessage message = message(new Notice(Severity.LOW, Kind.DRIFT, "x", "y".repeat(100_000)));

        assertThat(JsonFile.JSON.readTree(message.json()).path("text").asText()).hasSizeLessThan(3_010);
    }

    @Test
    void tellsNoSecret() {
        NightMessage message = message(new Notice(
                Severity.CRITICAL,
                Kind.FAILED_NIGHT,
                "Cannot read jdbc:x://me:pl4nted@host/shop",
                "password=pl4nted and https://me:pl4nted@host"));

        assertThat(message.json() + message.title()).doesNotContain("pl4nted");
    }

    private static NightMessage message(Notice... notices) {
        return new NightMessage("demo", LocalDate.parse("2024-03-04"), "20240305T010203Z-abcd", List.of(notices));
    }
}
