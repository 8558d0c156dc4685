package dev.waybill.common.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.refusal.Refusal;

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
        String family = description.path("family").asText();
        return switch (family) {
            case "" -> trees;
            case "isolation-forest" -> isolation_forest;
            case "factors" -> factors;
            default ->
                throw Refusal.mistake(
                        "model.unknown-family",
                        "Cannot load a model of family %s: this Waybill knows none.".formatted(family),
                        "Use the Waybill that wrote it, or a later one.");
        };
    }
}
