package dev.waybill.common.section;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;

/**
 * A feature from the row itself, written as its expression or, to describe it, as a mapping.
 *
 * @param expr Spark SQL over clean columns that are known at request; a text is a category
 * @param description for people, in the registry of features
 */
public record Feature(@Sql String expr, Optional<String> description) {

    public Feature {
        SqlExpressions.requireRepeatable(expr);
    }

    @JsonCreator
    public static Feature of(String expr) {
        return new Feature(expr, Optional.empty());
    }
}
