package dev.waybill.common.conf;

import java.util.List;
import java.util.Map;

/**
 * What a model may look at.
 *
 * @param columns by feature name, Spark SQL over clean columns that are known at request; a text is a category
 */
public record Features(Map<String, String> columns, List<History> history) {}
