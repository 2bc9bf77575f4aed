package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The shared memory that kernels declare themselves, read in the PTX: a launch must leave room for it. */
class StaticSharedTest {
    private static final Pattern KERNEL = Pattern.compile("(?ms)^\\.visible \\.entry (\\w+)\\(.*?^}");
    private static final Pattern DECLARED = Pattern.compile("\\.shared \\.align \\d+ \\.b8 (\\w+)\\[(\\d+)\\]");
    private static final Pattern DYNAMIC = Pattern.compile("\\.extern \\.shared \\.align \\d+ \\.b8 (\\w+)\\[\\]");
    private static final Pattern NAME =
            Pattern.compile("(?<![.\\w$])[A-Za-z_$][\\w$]*"); // and not ld.shared, since a variable has that name

    @Test
    void aKernelWithDynamicSharedMemoryDeclaresNoMoreThanIsSetAside() {
        Map<String, Integer> both = declared(KernelModule.ptx());
        assertThat(both).containsKeys("lstm2_long", "networkGradient", "agreement_parts");
        assertThat(both.get("lstm2_long"))
                .as("the weights of [I2], with one bias per gate")
                .isEqualTo(4 * 32);
        assertThat(both.values())
                .allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(KernelModule.STATIC_SHARED));
    }

    @Test
    void aKernelThatStandsInForAnotherDeclaresAsMuch() {
        Map<String, Integer> plain = declared(KernelModule.ptx());
        Map<String, Integer> fast = declared(KernelModule.fastPtx());
        assertThat(fast).containsKeys("lstm2_long", "lstm4_short");
        assertThat(plain).containsAllEntriesOf(fast);
    }

    /** By kernel, of those that have dynamic shared memory as well. */
    private static Map<String, Integer> declared(byte[] module) {
        String ptx = new String(module, UTF_8);
        Map<String, Integer> declared = new HashMap<>();
        DECLARED.matcher(ptx)
                .results()
                .forEach(variable -> declared.put(variable.group(1), Integer.valueOf(variable.group(2))));
        Map<String, Integer> both = new HashMap<>();
        for (MatchResult kernel : KERNEL.matcher(ptx).results().toList()) {
            Set<String> names = NAME.matcher(kernel.group())
                    .results()
                    .map(MatchResult::group)
                    .collect(Collectors.toSet());
            if (DYNAMIC.matcher(ptx).results().anyMatch(extern -> names.contains(extern.group(1)))) {
                both.put(
                        kernel.group(1),
                        names.stream()
                                .mapToInt(name -> declared.getOrDefault(name, 0))
                                .sum());
            }
        }
        return both;
    }
}
