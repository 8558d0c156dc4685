package dev.waybill.common.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How good an order of items is for one user. */
public final class RankedItems {

    private RankedItems() {}

    /**
     * The normalised discounted cumulative gain of the first places, 0 where nothing is relevant. Items with equal scores
     * share the gain of the places that they take (McSherry and Najork: Computing Information Retrieval Performance Measures
     * Efficiently in the Presence of Tied Scores, European Conference on Information Retrieval, 2008), as in scikit-learn.
     *
     * @param relevance of each item, 0 or above
     * @param scores of the same items
     */
    public static double ndcg(double[] relevance, double[] scores, int places) {
        double[] ideal = relevance.clone();
        Arrays.sort(ideal);
        double best = 0;
        for (int i = 0; i < Math.min(places, ideal.length); i++) {
            best += ideal[ideal.length - 1 - i] * discount(i);
        }
        return best == 0 ? 0 : gain(relevance, scores, places) / best;
    }

    private static double gain(double[] relevance, double[] scores, int places) {
        int[] order = order(scores);
        double gain = 0;
        int first = 0;
        while (first < order.length && first < places) {
            int next = first;
            double tied = 0;
            double discounts = 0;
            while (next < order.length && scores[order[next]] == scores[order[first]]) {
                tied += relevance[order[next]];
                discounts += next < places ? discount(next) : 0;
                next++;
            }
            gain += tied / (next - first) * discounts;
            first = next;
        }
        return gain;
    }

    /** The highest score first, of equals the one that stands first. */
    public static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer item) -> -scores[item]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double discount(int place) {
        return Math.log(2) / Math.log(place + 2.0);
    }
}
