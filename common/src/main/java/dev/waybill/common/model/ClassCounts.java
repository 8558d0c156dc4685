package dev.waybill.common.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How many rows are of which class, and were predicted to be of which: the confusion matrix.
 *
 * @param cells none of them empty, one at most of each pair
 */
public record ClassCounts(List<Cell> cells) {

    /** Rows that are of one class and were predicted to be of one. */
    public record Cell(String actual, String predicted, long rows) {}

    /**
     * How well one class is told from all others. A class that no row has has no recall, and one that is never predicted no
     * precision; F1 is then 0, as scikit-learn has it.
     *
     * @param rows that are of it
     * @param predicted rows that were predicted to be of it
     * @param right rows of which both hold
     */
    public record OneClass(String name, long rows, long predicted, long right) {

        public Optional<Double> precision() {
            return predicted == 0 ? Optional.empty() : Optional.of((double) right / predicted);
        }

        public Optional<Double> recall() {
            return rows == 0 ? Optional.empty() : Optional.of((double) right / rows);
        }

        /** The harmonic mean of both. */
        public double f1() {
            return 2.0 * right / (rows + predicted);
        }
    }

    /** Those of which there are rows or predictions, by name. */
    public List<OneClass> classes() {
        Map<String, Long> actual = new TreeMap<>();
        Map<String, Long> predicted = new TreeMap<>();
        Map<String, Long> right = new TreeMap<>();
        for (Cell cell : cells) {
            actual.merge(cell.actual(), cell.rows(), Long::sum);
            predicted.merge(cell.predicted(), cell.rows(), Long::sum);
            if (cell.actual().equals(cell.predicted())) {
                right.merge(cell.actual(), cell.rows(), Long::sum);
            }
        }
        SortedSet<String> names = new TreeSet<>(actual.keySet());
        names.addAll(predicted.keySet());
        return names.stream()
                .map(name -> new OneClass(
                        name,
                        actual.getOrDefault(name, 0L),
                        predicted.getOrDefault(name, 0L),
                        right.getOrDefault(name, 0L)))
                .toList();
    }

    /** The mean of the F1 of all classes, each counting the same. */
    public double macroF1() {
        return mean(one -> 1);
    }

    /** The mean of the F1 of all classes, each counting as many times as it has rows. */
    public double weightedF1() {
        return mean(OneClass::rows);
    }

    private double mean(ToDoubleFunction<OneClass> weight) {
        List<OneClass> classes = classes();
        double weights = classes.stream().mapToDouble(weight).sum();
        return classes.stream()
                        .mapToDouble(one -> weight.applyAsDouble(one) * one.f1())
                        .sum()
                / weights;
    }

    /**
     * The same with all but some classes put together.
     *
     * @param kept the others are called {@code other}
     */
    public ClassCounts with(List<String> kept, String other) {
        Map<List<String>, Long> counts = new TreeMap<>((left, right) -> {
            int byActual = left.get(0).compareTo(right.get(0));
            return byActual == 0 ? left.get(1).compareTo(right.get(1)) : byActual;
        });
        for (Cell cell : cells) {
            List<String> place = Stream.of(cell.actual(), cell.predicted())
                    .map(name -> kept.contains(name) ? name : other)
                    .toList();
            counts.merge(place, cell.rows(), Long::sum);
        }
        return new ClassCounts(counts.entrySet().stream()
                .map(count -> new Cell(count.getKey().get(0), count.getKey().get(1), count.getValue()))
                .toList());
    }
}
