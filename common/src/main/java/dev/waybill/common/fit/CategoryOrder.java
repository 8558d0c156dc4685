package dev.waybill.common.fit;

import dev.waybill.common.model.Input;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;

/**
 * The numbers that the categories of a text stand for where one of several classes is predicted: their places in the order of
 * the first principal component of their rows' shares of classes, which splits them nearly as well as the best of all splits.
 *
 * <p>Source: Coppersmith, Hong and Hosking, Partitioning Nominal Attributes in Decision Trees, Data Mining and Knowledge
 * Discovery 3 (1999), section 4; as ranger does (Wright and Koenig, Splitting on categorical predictors in random forests,
 * PeerJ 7, 2019).
 *
 * <p>Places and not the component itself: two categories that happen to lie close on it may be far apart otherwise, and trees
 * can tell places apart one by one. Unlike a mean label, an order gives next to nothing away of a single row's label as long as
 * many rows share a category: those of fewer than {@value CategoryCodes#LEAST_ROWS} rows share one place, which also stands for
 * those never seen. All rows see the same places.
 */
final class CategoryOrder {

    private static final int MOST_STEPS = 1000;
    private static final double SMALL = 1e-12;

    private final SortedMap<String, double[]> byCategory;
    private final int classes;

    /** @param byCategory how many rows there are of each class */
    CategoryOrder(SortedMap<String, double[]> byCategory, int classes) {
        this.byCategory = byCategory;
        this.classes = classes;
    }

    /** Categories that share a place: one, or all rare ones. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Group(List<String> categories, double rows, double[] shares) {}

    /** An input with the lowest place first. */
    Input input(String name) {
        List<Group> groups = groups();
        if (groups.isEmpty()) {
            return Input.categorical(name, List.of(), List.of(), 0);
        }
        double[] mean = mean(groups);
        double[] component = component(groups, mean);
        List<Group> ordered = groups.stream()
                .sorted(Comparator.comparingDouble((Group group) -> dot(group.shares(), component))
                        .thenComparing(group -> group.categories().get(0)))
                .toList();
        List<String> categories = new ArrayList<>();
        List<Float> places = new ArrayList<>();
        float unseen = ordered.stream()
                        .filter(group -> dot(group.shares(), component) < dot(mean, component))
                        .count()
                - 0.5f;
        for (int place = 0; place < ordered.size(); place++) {
            Group group = ordered.get(place);
            categories.addAll(group.categories());
            places.addAll(Collections.nCopies(group.categories().size(), (float) place));
            unseen = isRare(group) ? place : unseen;
        }
        return Input.categorical(name, categories, places, unseen);
    }

    private boolean isRare(Group group) {
        return total(byCategory.getOrDefault(group.categories().get(0), new double[0])) < CategoryCodes.LEAST_ROWS;
    }

    private List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        List<String> rare = new ArrayList<>();
        double[] ofRare = new double[classes];
        for (Map.Entry<String, double[]> entry : byCategory.entrySet()) {
            if (total(entry.getValue()) < CategoryCodes.LEAST_ROWS) {
                rare.add(entry.getKey());
                Arrays.setAll(ofRare, i -> ofRare[i] + entry.getValue()[i]);
            } else {
                groups.add(group(List.of(entry.getKey()), entry.getValue()));
            }
        }
        if (!rare.isEmpty()) {
            groups.add(group(rare, ofRare));
        }
        return groups;
    }

    private static Group group(List<String> categories, double[] counts) {
        double rows = total(counts);
        return new Group(
                categories,
                rows,
                Arrays.stream(counts).map(count -> count / rows).toArray());
    }

    private double[] mean(List<Group> groups) {
        double rows = groups.stream().mapToDouble(Group::rows).sum();
        double[] mean = new double[classes];
        for (Group group : groups) {
            Arrays.setAll(mean, i -> mean[i] + group.rows() / rows * group.shares()[i]);
        }
        return mean;
    }

    /**
     * The direction in which groups, each counted by its rows, differ most: by the power method, which takes no matrix of all
     * classes. Of both directions the one in which the class that weighs most grows.
     */
    private double[] component(List<Group> groups, double[] mean) {
        double[] found = start(groups, mean);
        for (int step = 0; step < MOST_STEPS; step++) {
            double[] next = new double[classes];
            for (Group group : groups) {
                double[] apart = minus(group.shares(), mean);
                double along = group.rows() * dot(apart, found);
                Arrays.setAll(next, i -> next[i] + along * apart[i]);
            }
            double[] unit = unit(next);
            boolean done = dot(minus(unit, found), minus(unit, found)) < SMALL * SMALL;
            found = unit;
            if (done) {
                break;
            }
        }
        return found;
    }

    /** From the group that is farthest from the mean, by rows. */
    private static double[] start(List<Group> groups, double[] mean) {
        double[] farthest = mean;
        double most = 0;
        for (Group group : groups) {
            double[] apart = minus(group.shares(), mean);
            double far = group.rows() * dot(apart, apart);
            if (far > most) {
                most = far;
                farthest = apart;
            }
        }
        return unit(farthest);
    }

    private static double[] unit(double[] vector) {
        int heaviest = IntStream.range(0, vector.length)
                .reduce(0, (best, i) -> Math.abs(vector[i]) > Math.abs(vector[best]) ? i : best);
        double length = Math.sqrt(dot(vector, vector)) * Math.signum(vector[heaviest]);
        return length == 0
                ? vector
                : Arrays.stream(vector).map(each -> each / length).toArray();
    }

    private static double[] minus(double[] left, double[] right) {
        return IntStream.range(0, left.length)
                .mapToDouble(i -> left[i] - right[i])
                .toArray();
    }

    private static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static double total(double[] counts) {
        return Arrays.stream(counts).sum();
    }
}
