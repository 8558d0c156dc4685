package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;

/** What kind of model a folder holds. */
public enum Family {
    /** Trees boosted by XGBoost. */
    trees("boosted trees"),
    /** See {@link ForestModel}. */
    @JsonProperty("isolation-forest")
    isolation_forest("an isolation forest"),
    /** See {@link FactorModel}. */
    factors("factors of users and items");

    private final String words;

    Family(String words) {
        this.words = words;
    }

    /** As a noun with its article. */
    String words() {
        return words;
    }

    /** By {@code waybill.json}, which says nothing of trees. */
    static Family of(JsonNode description) {
        return switch (description.path("family").asText()) {
            case "isolation-forest" -> isolation_forest;
            case "factors" -> factors;
            default -> trees;
        };
    }
}
