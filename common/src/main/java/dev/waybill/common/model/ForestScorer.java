package dev.waybill.common.model;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * An isolation forest as executors need it, sent to each of them once.
 *
 * @param positions of the inputs among the columns of a row
 */
record ForestScorer(
        List<Input> inputs,
        List<Integer> positions,
        Encoding encoding,
        IsolationForest forest,
        List<Float> usual,
        List<Float> spread,
        double threshold)
        implements Serializable {

    private record Part(String feature, @Nullable String value, double contribution) {}

    static ForestScorer of(ForestModel model, StructType schema) {
        return new ForestScorer(
                model.inputs(),
                model.inputs().stream()
                        .map(input -> List.of(schema.fieldNames()).indexOf(input.name()))
                        .toList(),
                new Encoding(model.inputs(), schema),
                model.forest(),
                model.usual(),
                model.spread(),
                model.threshold());
    }

    /** A row's numbers, the usual one in place of each that is missing or not finite. */
    float[] numbers(Row row) {
        float[] numbers = new float[inputs.size()];
        encoding.encode(row, numbers, 0);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.isFinite(numbers[i]) ? numbers[i] : usual.get(i);
        }
        return numbers;
    }

    double score(Row row) {
        return forest.score(numbers(row));
    }

    /** The largest of the distances from what is usual, in spreads, brought below 1 by z / (1 + z). */
    double distance(Row row) {
        float[] numbers = numbers(row);
        double largest = IntStream.range(0, numbers.length)
                .mapToDouble(i -> spread.get(i) == 0 ? 0 : Math.abs(numbers[i] - usual.get(i)) / spread.get(i))
                .max()
                .orElse(0);
        return Math.rint(1e6 * largest / (1 + largest)) / 1e6;
    }

    /**
     * By how much the score falls when one value becomes the usual one and all others stay, the most first. That is the
     * ablation of one feature at a time (Covert, Lundberg and Lee: Explaining by Removing, Journal of Machine Learning
     * Research 22, 2021, section 4, with a default value), so that what is odd only together with another value counts for both,
     * and the parts need not add up.
     *
     * @return rows of feature, value as text, contribution
     */
    Object[] explanation(Row row, double score, int top) {
        float[] numbers = numbers(row);
        return IntStream.range(0, numbers.length)
                .mapToObj(i -> part(i, row, numbers, score))
                .sorted((one, other) -> Double.compare(other.contribution(), one.contribution()))
                .limit(top)
                .map(part -> RowFactory.create(part.feature(), part.value(), part.contribution()))
                .toArray();
    }

    private Part part(int input, Row row, float[] numbers, double score) {
        Object value = row.get(positions.get(input));
        float own = numbers[input];
        numbers[input] = usual.get(input);
        double without = Float.compare(own, numbers[input]) == 0 ? score : forest.score(numbers);
        numbers[input] = own;
        return new Part(inputs.get(input).name(), value == null ? null : value.toString(), score - without);
    }
}
