package dev.waybill.pipelines.engine;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether a stage has to run.
 *
 * @param changes why; empty if it is up to date
 */
public record StageStatus(String stage, List<Reason> changes) {

    private static final int MOST_REASONS = 6;

    public boolean isUpToDate() {
        return changes.isEmpty();
    }

    /** In one line: {@code params model.max_depth 6 -> 8; table features 12 -> 13 (+31,204 rows, +2 files)}. */
    public String words() {
        if (changes.isEmpty()) {
            return "up to date";
        }
        String first = changes.stream().limit(MOST_REASONS).map(Reason::words).collect(Collectors.joining("; "));
        int more = changes.size() - MOST_REASONS;
        return more > 0 ? first + "; and " + more + " more" : first;
    }
}
