package dev.waybill.pipelines.notify;

import dev.waybill.common.file.JsonFile;
import dev.waybill.common.refusal.Redaction;
import dev.waybill.pipelines.outward.Address;
import dev.waybill.pipelines.outward.Delivery;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;

/** Sends a night's message where {@link Notify} says. Whatever fails there is told and fails no night. */
public final class Notifier {

    private final Path home;
    private final Notify notify;
    private final Map<String, String> environment;

    /**
     * For the pipelines of a home.
     *
     * @param environment has the address of the webhook
     */
    public Notifier(Path home, Notify notify, Map<String, String> environment) {
        this.home = home;
        this.notify = notify;
        this.environment = environment;
    }

    /**
     * Sends a message, unless it tells nothing or what was told of this date already.
     *
     * @return a line for people where somebody was not reached
     */
    public Optional<String> send(NightMessage message) {
        Path kept = home.resolve("data").resolve("notices").resolve(message.pipeline() + ".json");
        SentMessages sent = SentMessages.read(kept);
        if (message.isEmpty() || channels() == 0 || sent.has(message)) {
            return Optional.empty();
        }
        List<String> problems = Stream.of(
                        notify.webhook().flatMap(address -> post(address, message)),
                        notify.command().flatMap(line -> run(line, message)))
                .flatMap(Optional::stream)
                .toList();
        if (problems.size() < channels()) { // told again only where nobody was reached
            keep(kept, sent.with(message));
        }
        return warning(message, problems);
    }

    private long channels() {
        return Stream.of(notify.webhook(), notify.command())
                .filter(Optional::isPresent)
                .count();
    }

    private Optional<String> post(String address, NightMessage message) {
        try {
            return Delivery.within(notify.timeout())
                    .send(Address.of(address, environment), "POST", "application/json", message.json())
                    .map("notify.webhook: "::concat);
        } catch (IllegalArgumentException e) {
            return Optional.of("notify.webhook: it " + e.getMessage());
        }
    }

    private Optional<String> run(String line, NightMessage message) {
        return new NotifyCommand(line, home, notify.timeout()).send(message).map("notify.command: "::concat);
    }

    /** A message too many is better than a failed night. */
    private static void keep(Path file, SentMessages sent) {
        try {
            JsonFile.write(file, sent);
        } catch (UncheckedIOException e) {
            LogManager.getLogger(Notifier.class).warn("What was told is not kept", e);
        }
    }

    private static Optional<String> warning(NightMessage message, List<String> problems) {
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        String line = Redaction.of(
                "The message '%s' did not get through (%s).".formatted(message.title(), String.join("; ", problems)));
        LogManager.getLogger(Notifier.class).warn(line);
        return Optional.of(line);
    }
}
