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
     * @param relevance of each item, 0 or above; those beyond the scores are missed
     * @param first see {@link #first}, of the same scores and places
     */
    public static double ndcg(double[] relevance, double[] scores, int[] first, int places) {
        double[] ideal = relevance.clone();
        Arrays.sort(ideal);
        double best = 0;
        for (int i = 0; i < Math.min(places, ideal.length); i++) {
            best += ideal[ideal.length - 1 - i] * discount(i);
        }
        return best == 0 ? 0 : gain(relevance, scores, first, places) / best;
    }

    private static double gain(double[] relevance, double[] scores, int[] order, int places) {
        double gain = 0;
        int place = 0;
        while (place < order.length && place < places) {
            int next = place;
            double tied = 0;
            double discounts = 0;
            while (next < order.length && scores[order[next]] == scores[order[place]]) {
                tied += relevance[order[next]];
                discounts += next < places ? discount(next) : 0;
                next++;
            }
            gain += tied / (next - place) * discounts;
            place = next;
        }
        return gain;
    }

    /**
     * The items of the first places and all others that tie with the last of them: the highest score first, of equals the one
     * that stands first. An item whose score is negative infinity has no place.
     */
    public static int[] first(double[] scores, int places) {
        double[] ascending = scores.clone();
        Arrays.sort(ascending);
        double least = places < scores.length ? ascending[scores.length - places] : Double.NEGATIVE_INFINITY;
        return IntStream.range(0, scores.length)
                .filter(item -> scores[item] >= least && scores[item] > Double.NEGATIVE_INFINITY)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer item) -> -scores[item]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private static double discount(int place) {
        return Math.log(2) / Math.log(place + 2.0);
    }
}
