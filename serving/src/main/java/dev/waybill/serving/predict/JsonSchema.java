package dev.waybill.serving.predict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** What requests and answers look like, as JSON Schema 2020-12, which OpenAPI 3.1 is written in. */
public final class JsonSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonSchema() {}

    /** Either of some. */
    public static ObjectNode oneOf(List<JsonNode> schemas) {
        ObjectNode either = JsonNodeFactory.instance.objectNode();
        either.putArray("oneOf").addAll(schemas);
        return either;
    }

    /**
     * Of a row that is asked for.
     *
     * @param fields that predictions come from, each with the columns that it goes into
     */
    public static ObjectNode row(StructType raw, Map<String, Set<String>> fields, List<String> required) {
        ObjectNode properties = NODES.objectNode();
        for (StructField field : raw.fields()) {
            Set<String> into = fields.get(field.name());
            if (into != null) {
                properties.set(
                        field.name(),
                        nullable(field.dataType()).put("description", "goes into " + String.join(", ", into)));
            }
        }
        ObjectNode schema = object(properties);
        schema.set("required", texts(required));
        return schema;
    }

    /** Of an answer: all of its columns are always there. */
    public static ObjectNode answer(StructType columns) {
        return struct(columns);
    }

    private static ObjectNode struct(StructType columns) {
        ObjectNode properties = NODES.objectNode();
        for (StructField column : columns.fields()) {
            properties.set(column.name(), column.nullable() ? nullable(column.dataType()) : of(column.dataType()));
        }
        ObjectNode schema = object(properties);
        schema.set("required", texts(List.of(columns.fieldNames())));
        return schema;
    }

    private static ObjectNode object(ObjectNode properties) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        schema.set("properties", properties);
        return schema.put("additionalProperties", false);
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ObjectNode nullable(DataType type) {
        ObjectNode schema = of(type);
        schema.set("type", texts(List.of(schema.path("type").asText(), "null")));
        return schema;
    }

    private static ObjectNode of(DataType type) {
        if (type instanceof ArrayType array) {
            ObjectNode schema = typed("array");
            schema.set("items", array.containsNull() ? nullable(array.elementType()) : of(array.elementType()));
            return schema;
        } else if (type instanceof StructType struct) {
            return struct(struct);
        } else if (type instanceof IntegralType) {
            return typed("integer");
        } else if (type instanceof NumericType) {
            return typed("number");
        } else if (type instanceof BooleanType) {
            return typed("boolean");
        } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            return typed("string").put("format", "date-time");
        } else if (type instanceof DateType) {
            return typed("string").put("format", "date");
        }
        return type instanceof BinaryType ? typed("string").put("contentEncoding", "base64") : typed("string");
    }

    private static ObjectNode typed(String name) {
        return NODES.objectNode().put("type", name);
    }
}
