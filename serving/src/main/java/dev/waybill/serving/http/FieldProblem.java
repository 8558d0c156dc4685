package dev.waybill.serving.http;

/**
 * What is wrong with a field of a row that was asked for.
 *
 * @param field in the request: {@code rows[3].passengers}
 * @param problem in words, such as "must be a whole number from -2147483648 to 2147483647"
 */
public record FieldProblem(String field, String problem) {}
