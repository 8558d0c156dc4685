package dev.waybill.common.row;

import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A small table beside the rows: see {@link dev.waybill.common.section.Source.Lookup}.
 *
 * @param name that expressions see what is found by
 * @param schema of its rows
 * @param rows by the key as text
 */
public record LookupTable(String name, StructType schema, Map<String, InternalRow> rows) {}
