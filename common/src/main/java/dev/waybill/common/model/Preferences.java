package dev.waybill.common.model;

import dev.waybill.common.model.FactorModel.Factors;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model of factors says of users, as executors need it: of one that training never saw, how many users had each item.
 */
public final class Preferences implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Map<String, float[]> users = new HashMap<>();
    private final String[] items;
    private final Map<String, Integer> places = new HashMap<>();
    private final float[][] factors;
    private final double[] popularity;

    private Preferences(List<Factors> known, List<Factors> items) {
        known.forEach(user -> users.put(user.name(), floats(user)));
        this.items = items.stream().map(Factors::name).toArray(String[]::new);
        factors = items.stream().map(Preferences::floats).toArray(float[][]::new);
        popularity = items.stream().mapToDouble(Factors::amount).toArray();
        for (int i = 0; i < this.items.length; i++) {
            places.put(this.items[i], i);
        }
    }

    public static Preferences of(FactorModel model) {
        return new Preferences(model.users(), model.items());
    }

    /** The naive ranking of the same items, the same for everybody: the most popular first. */
    public static Preferences popular(FactorModel model) {
        return new Preferences(List.of(), model.items());
    }

    private static float[] floats(Factors one) {
        float[] values = new float[one.values().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = one.values().get(i);
        }
        return values;
    }

    /** Whether training saw a user; null is nobody whom it saw. */
    public boolean knows(@Nullable String user) {
        return users.containsKey(user);
    }

    /** An item and how much it is expected to be wanted. */
    public record Wanted(String item, double score) {}

    /** The items that come first for a user, without those that it has had. */
    public List<Wanted> top(@Nullable String user, List<String> had, int most) {
        double[] scores = scores(user, had);
        return Arrays.stream(RankedItems.first(scores, most))
                .limit(most)
                .mapToObj(place -> new Wanted(items[place], scores[place]))
                .toList();
    }

    /** How much a user is expected to want an item; 0 of an item that training never saw. */
    public double score(@Nullable String user, @Nullable String item) {
        Integer place = places.get(item);
        return place == null ? 0 : score(users.get(user), place);
    }

    /**
     * How good the first places are for what a user then wanted.
     *
     * @param had items that are left out
     * @param wanted items that it had later and not before; those that training never saw are missed
     * @return recall, the share of them among the first places, and NDCG
     */
    public double[] judged(String user, List<String> had, List<String> wanted, int most) {
        double[] scores = scores(user, had);
        Set<String> each = new HashSet<>(wanted);
        double[] relevance = new double[scores.length + each.size()];
        int unseen = scores.length; // without a score, so that they are in no list
        for (String item : each) {
            Integer place = places.get(item);
            relevance[place == null ? unseen++ : place] = 1;
        }
        int[] first = RankedItems.first(scores, most);
        double found = Arrays.stream(first)
                .limit(most)
                .mapToDouble(item -> relevance[item])
                .sum();
        return new double[] {found / each.size(), RankedItems.ndcg(relevance, scores, first, most)};
    }

    private double[] scores(@Nullable String user, List<String> had) {
        float[] own = users.get(user);
        double[] scores = new double[items.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = score(own, i);
        }
        had.forEach(item -> {
            Integer place = places.get(item);
            if (place != null) {
                scores[place] = Double.NEGATIVE_INFINITY;
            }
        });
        return scores;
    }

    private double score(float @Nullable [] own, int item) {
        if (own == null) {
            return popularity[item];
        }
        double product = 0;
        for (int i = 0; i < own.length; i++) {
            product += (double) own[i] * factors[item][i];
        }
        return product;
    }
}
