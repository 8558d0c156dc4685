package dev.waybill.common.params;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.waybill.common.file.YamlReader;
import dev.waybill.common.refusal.Suggestion;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Binds a tree to records, strictly, and gathers every problem instead of stopping at the first.
 *
 * <p>A component is a key, in kebab case unless {@link Key} names it; {@link Optional}, {@link List} and {@link Map} may
 * be left out, {@link Default} fills in, anything else is required. A record's constructor may refuse its values with an
 * {@link IllegalArgumentException}, whose message is shown; that of a record of whole sections begins with the path at
 * fault.
 */
public final class Binder {

    /** Something wrong at a dotted path. */
    record Problem(String path, String code, String message) {}

    private static final ObjectMapper SCALARS = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    private final List<Problem> problems = new ArrayList<>();

    List<Problem> problems() {
        return problems;
    }

    /** The value for a type, or null where a problem was found. */
    <T> @Nullable T bind(Class<T> type, JsonNode node, String path) {
        return type.cast(value(type, node, path));
    }

    /** The keys that a record takes. */
    static List<String> keys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents()).map(Binder::key).toList();
    }

    /** Those of them that may be left out. */
    static List<String> optionalKeys(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Default.class)
                        || List.of(Optional.class, List.class, Map.class).contains(component.getType()))
                .map(Binder::key)
                .toList();
    }

    private @Nullable Object value(Type type, JsonNode node, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Optional.ofNullable(value(arguments[0], node, path));
            }
            return generic.getRawType() == List.class ? list(arguments[0], node, path) : map(arguments[1], node, path);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isSealed()) {
            return variant(plain, node, path);
        }
        boolean readsScalar = readsText(plain) || readsNumber(plain);
        boolean isMapping =
                plain.isRecord() && (creator(plain).isEmpty() || (readsScalar && node instanceof ObjectNode));
        return isMapping ? record(plain, node, path) : scalar(plain, node, path);
    }

    /** One of the records that a sealed interface permits, by the word that tells them apart. */
    private @Nullable Object variant(Class<?> type, JsonNode node, String path) {
        Variants variants = Variants.of(type);
        Optional<Class<?>> chosen = variants.chosen(node);
        if (chosen.isEmpty()) {
            problem(
                    child(path, variants.key()),
                    "params.invalid-value",
                    "must be %s, or be left out, but is %s"
                            .formatted(String.join(" or ", variants.words()), show(node.path(variants.key()))));
            return null;
        }
        return value(chosen.get(), variants.withoutWord(node), path);
    }

    private List<Object> list(Type item, JsonNode node, String path) {
        List<Object> values = new ArrayList<>();
        if (!node.isArray()) {
            problem(path, "params.wrong-type", "must be a list");
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            Object value = value(item, node.get(i), path + "[" + i + "]");
            if (value != null) {
                values.add(value);
            }
        }
        return Collections.unmodifiableList(values);
    }

    private Map<String, Object> map(Type item, JsonNode node, String path) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!node.isObject()) {
            problem(path, "params.wrong-type", "must be a mapping");
        }
        node.fields().forEachRemaining(field -> {
            Object value = value(item, field.getValue(), path + "." + field.getKey());
            if (value != null) {
                values.put(field.getKey(), value);
            }
        });
        return Collections.unmodifiableMap(values);
    }

    private @Nullable Object scalar(Class<?> type, JsonNode node, String path) {
        if (node.isNull()) {
            problem(path, "params.missing-key", "is empty; it must be " + describe(type));
            return null;
        }
        if (readsText(type) && !node.isTextual()) {
            problem(path, "params.wrong-type", "must be a text, but is " + show(node));
            return null;
        }
        if ((type == double.class || type == Double.class || readsNumber(type)) && !isFinite(node)) {
            problem(path, "params.wrong-type", "must be " + describe(type) + ", but is " + show(node));
            return null;
        }
        try {
            // A record that reads a number takes a whole one, too.
            return SCALARS.treeToValue(readsNumber(type) ? DoubleNode.valueOf(node.doubleValue()) : node, type);
        } catch (JsonProcessingException e) {
            if (creator(type).isPresent() && e.getCause() instanceof IllegalArgumentException refused) {
                refuse(path, String.valueOf(refused.getMessage()));
            } else {
                problem(path, "params.wrong-type", "must be " + describe(type) + ", but is " + show(node));
            }
            return null;
        }
    }

    /** What a record that reads itself has to say: that this is {@code not a number of days}, or what is wrong in it. */
    private void refuse(String path, String message) {
        if (message.startsWith("has ") || message.startsWith("is ")) {
            problem(path, "params.invalid-value", message);
        } else {
            problem(path, "params.wrong-type", "is " + message);
        }
    }

    /** Jackson would read the texts NaN and Infinity as numbers, with which no comparison means what it says. */
    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }

    /** Whether a record may be written as one text, such as {@code 7d}, instead of as a mapping. */
    private static boolean readsText(Class<?> type) {
        return creator(type)
                .filter(method -> method.getParameterTypes()[0] == String.class)
                .isPresent();
    }

    /** Whether a record may be written as one number instead of as a mapping. */
    private static boolean readsNumber(Class<?> type) {
        return creator(type)
                .filter(method -> method.getParameterTypes()[0] == double.class)
                .isPresent();
    }

    /** By which a record reads itself. */
    private static Optional<Method> creator(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(JsonCreator.class))
                .findFirst();
    }

    private @Nullable Object record(Class<?> type, JsonNode node, String path) {
        if (!(node instanceof ObjectNode mapping)) {
            problem(path, "params.wrong-type", "must be a mapping of " + String.join(", ", keys(type)));
            return null;
        }
        int before = problems.size();
        refuseUnknownKeys(type, mapping, path);
        List<@Nullable Object> values = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            values.add(component(component, mapping, path));
        }
        return problems.size() == before ? construct(type, values, path) : null;
    }

    private void refuseUnknownKeys(Class<?> type, ObjectNode mapping, String path) {
        List<String> known = keys(type);
        mapping.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                problem(
                        child(path, name),
                        "params.unknown-key",
                        "is not a known key. " + Suggestion.sentence(name, known));
            }
        });
    }

    private @Nullable Object component(RecordComponent component, ObjectNode mapping, String path) {
        String name = key(component);
        JsonNode node = mapping.get(name);
        if (node != null && !node.isNull()) {
            return value(component.getGenericType(), node, child(path, name));
        }
        Default fallback = component.getAnnotation(Default.class);
        return fallback != null
                ? fallback(component, fallback, child(path, name))
                : absent(component.getType(), child(path, name));
    }

    /** What a component is where params leave it out, if that is stated by a {@link Default}. */
    public static Optional<Object> fallback(RecordComponent component) {
        return Optional.ofNullable(component.getAnnotation(Default.class))
                .map(fallback -> new Binder().fallback(component, fallback, ""));
    }

    private @Nullable Object fallback(RecordComponent component, Default fallback, String path) {
        return value(component.getGenericType(), YamlReader.value("@Default", fallback.value()), path);
    }

    private @Nullable Object absent(Class<?> type, String path) {
        if (type == Optional.class) {
            return Optional.empty();
        } else if (type == List.class) {
            return List.of();
        } else if (type == Map.class) {
            return Map.of();
        }
        problem(path, "params.missing-key", "is missing; it must be " + describe(type));
        return null;
    }

    private @Nullable Object construct(Class<?> type, List<@Nullable Object> values, String path) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                invalid(path, String.valueOf(refused.getMessage()));
                return null;
            }
            throw new IllegalStateException("Cannot construct " + type, e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot construct " + type, e);
        }
    }

    private void invalid(String path, String message) {
        int word = path.isEmpty() ? Math.max(0, message.indexOf(' ')) : 0;
        problem(
                path + message.substring(0, word),
                "params.invalid-value",
                message.substring(word).strip());
    }

    private void problem(String path, String code, String message) {
        problems.add(new Problem(path, code, message));
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** What a component is called in params. */
    public static String key(RecordComponent component) {
        Key named = component.getAnnotation(Key.class);
        return named != null
                ? named.value()
                : component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String describe(Class<?> type) {
        if (type.isEnum()) {
            return "one of "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getEnumConstants())
                                    .map(Object::toString)
                                    .toList());
        } else if (readsNumber(type)) {
            return "a number, or a mapping of " + String.join(", ", keys(type));
        } else if (type.isRecord() && !readsText(type)) {
            return "a mapping of " + String.join(", ", keys(type));
        } else if (type == int.class || type == long.class || type == Integer.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == ZoneId.class) {
            return "a time zone like America/New_York";
        }
        return type == boolean.class ? "true or false" : "a text";
    }

    private static String show(JsonNode node) {
        if (node.isValueNode()) {
            return "'" + node.asText() + "'";
        }
        return node.isArray() ? "a list" : "a mapping";
    }
}
