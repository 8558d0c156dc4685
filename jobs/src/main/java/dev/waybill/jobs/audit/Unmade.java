package dev.waybill.jobs.audit;

import dev.waybill.common.refusal.Refusal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Predictions that cannot be made again, each with the reason. Others go on without them. */
final class Unmade {

    private final Map<AuditedKey, Refusal> reasons = new LinkedHashMap<>();

    void add(AuditedKey key, Refusal reason) {
        reasons.put(key, reason);
    }

    /** Takes a step for each; those for which it is refused are left out. */
    <T, R> List<R> without(List<T> rows, Function<T, AuditedKey> key, Function<T, R> step) {
        return rows.stream().flatMap(row -> taken(row, key, step).stream()).toList();
    }

    private <T, R> Optional<R> taken(T row, Function<T, AuditedKey> key, Function<T, R> step) {
        try {
            return Optional.of(step.apply(row));
        } catch (Refusal e) {
            add(key.apply(row), e);
            return Optional.empty();
        }
    }

    Map<AuditedKey, Refusal> reasons() {
        return Collections.unmodifiableMap(reasons);
    }
}
