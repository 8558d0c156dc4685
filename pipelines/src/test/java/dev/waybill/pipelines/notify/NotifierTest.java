package dev.waybill.pipelines.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.pipelines.outward.Loopback;
import dev.waybill.pipelines.outward.Loopback.Received;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {

    private static final LocalDate MONDAY = LocalDate.parse("2024-03-04");
    private static final NightMessage DRIFT = message(MONDAY, "2 columns drifted", "PSI 0.31");
    private static final String FAILED =
            "The message 'demo, night of 2024-03-04: 2 columns drifted' did not get through (%s).";

    @TempDir
    private Path home;

    @Test
    void postsToAWebhook() throws IOException {
        try (Loopback chat = new Loopback()) {
            assertThat(webhook(chat.uri() + "/T1/B2?token=x").send(DRIFT)).isEmpty();

            assertThat(chat.received())
                    .containsExactly(new Received(
                            "POST /T1/B2?token=x", Optional.of("application/json"), Optional.empty(), DRIFT.json()));
        }
    }

    @Test
    void givesACommandTheBodyAndTheTitle() {
        Notifier notifier = command("cat > body.json; printf '%s|%s' \"$WAYBILL_NOTICE_TITLE\""
                + " \"$WAYBILL_NOTICE_SEVERITY\" > title; echo noise; echo noise >&2");

        assertThat(notifier.send(DRIFT)).isEmpty();
        assertThat(home.resolve("body.json")).hasContent(DRIFT.json());
        assertThat(home.resolve("title")).hasContent("demo, night of 2024-03-04: 2 columns drifted|medium");
    }

    /** No variable can hold an end of text, and a line is one line. */
    @Test
    void givesACommandATitleWhateverIsInIt() {
        Notifier notifier = command("printf '%s' \"$WAYBILL_NOTICE_TITLE\" > title");

        assertThat(notifier.send(message(MONDAY, "a\0b\nc", ""))).isEmpty();
        assertThat(home.resolve("title")).hasContent("demo, night of 2024-03-04: a b c");
    }

    @Test
    void tellsANightOnceHoweverOftenItIsRun() throws IOException {
        NightMessage again = message(MONDAY, "2 columns drifted", "PSI 0.31, log in data/logs/other.jsonl");
        NightMessage more = message(MONDAY, "3 columns drifted", "PSI 0.44");
        NightMessage next = message(MONDAY.plusDays(1), "2 columns drifted", "PSI 0.31");
        try (Loopback chat = new Loopback()) {
            List.of(DRIFT, DRIFT, again, more, next, more, next)
                    .forEach(message ->
                            assertThat(webhook(chat.uri()).send(message)).isEmpty());

            assertThat(chat.received())
                    .extracting(Received::body)
                    .containsExactly(DRIFT.json(), more.json(), next.json());
        }
    }

    @Test
    void saysNothingOfANightWithoutNotices() throws IOException {
        try (Loopback chat = new Loopback()) {
            assertThat(webhook(chat.uri()).send(new NightMessage("demo", MONDAY, "run", List.of())))
                    .isEmpty();
            assertThat(chat.received()).isEmpty();
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void tellsAgainWhatReachedNobody() throws IOException {
        try (Loopback chat = new Loopback(500, 500)) {
            assertThat(webhook(chat.uri()).send(DRIFT))
                    .contains(FAILED.formatted("notify.webhook: it answered with status 500"));
            assertThat(webhook(chat.uri()).send(DRIFT)).isEmpty();
            assertThat(chat.received()).hasSize(3);
        }
    }

    @Test
    void saysInOneLineWhoWasNotReached() throws IOException {
        Notify both = new Notify(Optional.of("${env:HOOK}"), Optional.of("exit 7"), 30);

        assertThat(new Notifier(home, both, Map.of("HOOK", Loopback.nobody() + "/pl4nted")).send(DRIFT))
                .contains(FAILED.formatted("notify.webhook: nothing accepts connections there;"
                        + " notify.command: it ended with code 7"));
        assertThat(new Notifier(home, both, Map.of()).send(DRIFT))
                .contains(FAILED.formatted("notify.webhook: it needs the environment variable HOOK, which is not set;"
                        + " notify.command: it ended with code 7"));
    }

    @Test
    void reachesTheCommandWhereTheWebhookIsDeadAndIsContent() throws IOException {
        Notify both = new Notify(Optional.of("${env:HOOK}"), Optional.of("echo told >> told"), 30);
        Notifier notifier = new Notifier(home, both, Map.of("HOOK", Loopback.nobody()));

        assertThat(notifier.send(DRIFT)).isPresent();
        assertThat(notifier.send(DRIFT)).isEmpty();
        assertThat(home.resolve("told")).hasContent("told");
    }

    @Test
    void waitsForNobodyLongerThanParamsSay() throws IOException {
        try (Loopback chat = new Loopback(Loopback.HANGS, Loopback.HANGS)) {
            Notify both = new Notify(Optional.of("${env:HOOK}"), Optional.of("sleep 71 & sleep 72"), 1);
            Instant before = Instant.now();

            assertThat(new Notifier(home, both, Map.of("HOOK", chat.uri())).send(DRIFT))
                    .contains(FAILED.formatted("notify.webhook: it gave no answer within 1.0 s;"
                            + " notify.command: it did not end within 1.0 s"));
            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
        }
        assertThat(ProcessHandle.current().descendants())
                .as("what the command started has ended with it")
                .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep 7"));
    }

    @Test
    void triesACommandTwice() {
        assertThat(command("test -e tried || { touch tried; exit 1; }").send(DRIFT))
                .isEmpty();
    }

    @Test
    void tellsOnceTooOftenWhereItsFileIsBroken() throws IOException {
        Notifier notifier = command("echo told >> told");
        assertThat(notifier.send(DRIFT)).isEmpty();
        Files.writeString(home.resolve("data/notices/demo.json"), "{");

        assertThat(notifier.send(DRIFT)).isEmpty();
        assertThat(home.resolve("told")).hasContent("told\ntold");
    }

    private Notifier webhook(String address) {
        return new Notifier(
                home, new Notify(Optional.of("${env:HOOK}"), Optional.empty(), 30), Map.of("HOOK", address));
    }

    private Notifier command(String line) {
        return new Notifier(home, new Notify(Optional.empty(), Optional.of(line), 30), Map.of());
    }

    private static NightMessage message(LocalDate date, String title, String detail) {
        return new NightMessage(
                "demo", date, "20240305T010203Z-abcd", List.of(new Notice(Severity.MEDIUM, Kind.DRIFT, title, detail)));
    }
}
