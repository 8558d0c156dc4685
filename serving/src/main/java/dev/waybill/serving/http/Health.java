package dev.waybill.serving.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How the server is, by checks that others give it. Live is a process that answers at all; started, one that has all that it
 * needs; ready, one that is started, is not about to end, and of which no check says that it is down.
 */
public final class Health {

    /** How something is; what is degraded still answers. */
    public enum Status {
        up,
        degraded,
        down
    }

    /**
     * How one thing is.
     *
     * @param detail in words
     */
    public record Check(Status status, String detail) {

        public static Check up(String detail) {
            return new Check(Status.up, detail);
        }
    }

    /** All checks, and the worst of their statuses. */
    public record Report(Status status, Map<String, Check> checks) {}

    /** @param of what it is of, as {@link #report(Predicate)} asks */
    private record Known(String of, Supplier<Check> check) {}

    private final Map<String, Known> checks = new ConcurrentHashMap<>();
    private volatile boolean started;
    private volatile boolean ending;

    /** Adds a check, which has to answer at once. */
    public void add(String name, Supplier<Check> check) {
        add(name, name, check);
    }

    /**
     * Adds one of a pipeline.
     *
     * @param pipeline that somebody has to know to see it
     */
    public void add(String name, String pipeline, Supplier<Check> check) {
        checks.put(name, new Known(pipeline, check));
    }

    /** From now on it may be ready. */
    public void start() {
        started = true;
    }

    /** From now on it is not ready any more. */
    void end() {
        ending = true;
    }

    boolean isStarted() {
        return started;
    }

    /** All that is known. */
    Report report() {
        return report(name -> true);
    }

    /** @param shown says of what checks count, and are shown */
    Report report(Predicate<String> shown) {
        Map<String, Check> all = new LinkedHashMap<>();
        all.put("server", server());
        new TreeMap<>(checks).forEach((name, check) -> {
            if (shown.test(check.of())) {
                all.put(name, check.check().get());
            }
        });
        return new Report(
                all.values().stream().map(Check::status).max(Status::compareTo).orElse(Status.up), all);
    }

    private Check server() {
        if (ending) {
            return new Check(Status.down, "it is about to end");
        }
        return started ? Check.up("it answers") : new Check(Status.down, "it is starting");
    }
}
