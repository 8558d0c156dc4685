package dev.waybill.serving.predict;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The last predictions of a pipeline, as many as are kept, and what came true of them. For any number of threads. */
public final class RecentPredictions {

    private final int most;
    private final Deque<Kept> inOrder = new ArrayDeque<>();
    private final Map<String, Kept> byRow = new HashMap<>();

    /** One prediction; its label is unknown at first. */
    private static final class Kept {
        private final Prediction of;
        private @Nullable Double actual;

        private Kept(Prediction of) {
            this.of = of;
        }
    }

    /**
     * What is kept of a prediction.
     *
     * @param row of its request, from 0
     * @param value a number; of a class its probability
     * @param tenant that asked; empty where there are none
     */
    public record Prediction(
            String requestId, int row, double value, boolean isOod, double latencyMillis, Optional<String> tenant) {

        private String place() {
            return place(requestId, row, tenant);
        }

        private static String place(String requestId, int row, Optional<String> tenant) {
            return requestId + '#' + row + '#' + tenant.orElse("");
        }
    }

    /**
     * Of the last predictions.
     *
     * @param known of how many it is known what came true
     * @param meanAbsoluteError of these; empty where there are none
     * @param p50 of the latency of requests, in milliseconds; empty where there are none
     */
    public record Summary(
            int predictions,
            int known,
            OptionalDouble meanAbsoluteError,
            OptionalDouble bias,
            OptionalDouble p50,
            OptionalDouble p95,
            OptionalDouble p99,
            OptionalDouble oodRate) {}

    /** @param most that are kept */
    public RecentPredictions(int most) {
        this.most = most;
    }

    public synchronized void add(Prediction prediction) {
        Kept kept = new Kept(prediction);
        inOrder.addLast(kept);
        byRow.put(prediction.place(), kept);
        if (inOrder.size() > most) {
            Kept oldest = inOrder.removeFirst();
            byRow.remove(oldest.of.place(), oldest); // unless a later request has the same id
        }
    }

    /**
     * Takes note of what came true.
     *
     * @param tenant that says so: it knows of no other tenant's predictions
     * @return what had been predicted; empty where that is not kept
     */
    public synchronized Optional<Double> came(String requestId, int row, double actual, Optional<String> tenant) {
        Kept kept = byRow.get(Prediction.place(requestId, row, tenant));
        if (kept == null) {
            return Optional.empty();
        }
        kept.actual = actual;
        return Optional.of(kept.of.value());
    }

    /** Of the last predictions for a tenant, at most so many. */
    public synchronized Summary last(int count, Optional<String> tenant) {
        List<Kept> last =
                inOrder.stream().filter(kept -> kept.of.tenant().equals(tenant)).toList();
        List<Kept> shown = last.subList(Math.max(0, last.size() - count), last.size());
        double[] errors = shown.stream()
                .filter(kept -> kept.actual != null)
                .mapToDouble(kept -> kept.of.value() - kept.actual)
                .toArray();
        double[] latencies = shown.stream()
                .mapToDouble(kept -> kept.of.latencyMillis())
                .sorted()
                .toArray();
        return new Summary(
                shown.size(),
                errors.length,
                Arrays.stream(errors).map(Math::abs).average(),
                Arrays.stream(errors).average(),
                quantile(latencies, 0.5),
                quantile(latencies, 0.95),
                quantile(latencies, 0.99),
                shown.stream().mapToDouble(kept -> kept.of.isOod() ? 1 : 0).average());
    }

    /** The smallest value that at least this share is not above. */
    private static OptionalDouble quantile(double[] sorted, double share) {
        return sorted.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(sorted[(int) Math.ceil(share * sorted.length) - 1]);
    }
}
