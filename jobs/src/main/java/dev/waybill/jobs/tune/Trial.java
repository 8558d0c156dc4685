package dev.waybill.jobs.tune;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * A set of params that is tried.
 *
 * @param number from 1 on in the order in which they were drawn; 0 for the params as they are
 * @param share of the rows that it was last fitted on, 0 to 1
 * @param score on that share, by the metric of the search; not a number before the first
 */
public record Trial(int number, Map<String, JsonNode> values, double share, double score) {

    static Trial of(int number, Map<String, JsonNode> values) {
        return new Trial(number, values, 0, Double.NaN);
    }

    Trial scored(double onShare, double newScore) {
        return new Trial(number, values, onShare, newScore);
    }
}
