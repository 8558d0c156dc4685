package dev.waybill.common.table.kernel;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows as Spark holds them, all of one type. */
public record TypedRows(StructType type, List<? extends InternalRow> rows) {}
