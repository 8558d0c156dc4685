package dev.waybill.serving.http;

import dev.waybill.serving.access.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request that may be answered.
 *
 * @param variables of the path, by name
 * @param query by name; of several of a name the last
 * @param requestId that who asked gave it, or a new one
 * @param begun when its first byte came, in nanoseconds of {@link System#nanoTime}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call(
        Map<String, String> variables,
        Map<String, String> query,
        byte[] body,
        Caller caller,
        String requestId,
        Instant at,
        long begun) {

    /** A variable of the path. */
    public String variable(String name) {
        return Optional.ofNullable(variables.get(name)).orElseThrow();
    }

    /** Whether the query says yes or no to something. */
    public boolean flag(String name, boolean otherwise) {
        String said = query.getOrDefault(name, String.valueOf(otherwise));
        if (!said.equals("true") && !said.equals("false")) {
            throw new Problem(
                    400, "request.bad-query", "%s is '%s', but has to be true or false".formatted(name, said));
        }
        return said.equals("true");
    }

    /** A whole number that the query gives. */
    public int number(String name, int otherwise, int least, int most) {
        String said = query.getOrDefault(name, String.valueOf(otherwise));
        boolean isOne = said.matches("[0-9]{1,9}");
        if (!isOne || Integer.parseInt(said) < least || Integer.parseInt(said) > most) {
            throw new Problem(
                    400,
                    "request.bad-query",
                    "%s is '%s', but has to be a whole number from %d to %d".formatted(name, said, least, most));
        }
        return Integer.parseInt(said);
    }

    /** How long it has taken so far, in milliseconds. */
    public double millis() {
        return (System.nanoTime() - begun) / 1e6;
    }

    /** The same, for whoever keeps it when it is answered. */
    public Call withoutBody() {
        return new Call(variables, query, new byte[0], caller, requestId, at, begun);
    }
}
