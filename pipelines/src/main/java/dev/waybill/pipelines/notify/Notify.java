package dev.waybill.pipelines.notify;

import dev.waybill.common.params.Default;
import dev.waybill.common.params.Key;
import dev.waybill.pipelines.outward.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * Who is told of a night, usually from {@code conf/<env>.yaml}; nobody if all of it is left out.
 *
 * @param webhook {@code ${env:NAME}}: the variable that has the address to which the message is posted as JSON. Such an
 *     address is a secret as a whole, since whoever has it may write
 * @param command a line for {@code /bin/sh}, which gets the same JSON on its input
 * @param timeoutSeconds how long each of them may take, each of two times
 */
public record Notify(
        Optional<String> webhook,
        Optional<String> command,
        @Default("10") int timeoutSeconds) {

    /** The section as params have it; {@code notify} itself is no name that a component may have. */
    public record Section(@Key("notify") @Default("{}") Notify receivers) {}

    public Notify {
        if (timeoutSeconds < 1 || timeoutSeconds > 600) {
            throw new IllegalArgumentException(
                    "has %d as timeout-seconds, which must be 1 to 600".formatted(timeoutSeconds));
        }
        if (webhook.filter(text -> !Address.isVariable(text)).isPresent()) {
            throw new IllegalArgumentException(
                    "has something else than the name of a variable as webhook, whose address is"
                            + " a secret; write ${env:WAYBILL_WEBHOOK} and set that variable where Waybill runs");
        }
    }

    Duration timeout() {
        return Duration.ofSeconds(timeoutSeconds);
    }
}
