package dev.understudy.engine.fused.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What kernels declare of shared memory for themselves, read in the PTX: a launch has to leave room for it. */
class StaticSharedTest {
    private static final Pattern KERNEL = Pattern.compile("(?ms)^\\.visible \\.entry (\\w+)\\(.*?^}");
    private static final Pattern DECLARED = Pattern.compile("\\.shared \\.align \\d+ \\.b8 (\\w+)\\[(\\d+)\\]");
    private static final Pattern DYNAMIC = Pattern.compile("\\.extern \\.shared \\.align \\d+ \\.b8 (\\w+)\\[\\]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_$][\\w$]*");

    @Test
    void aKernelWithDynamicSharedMemoryDeclaresNoMoreThanIsSetAside() {
        String ptx = new String(KernelModule.ptx(), UTF_8);
        Map<String, Integer> declared = new HashMap<>();
        DECLARED.matcher(ptx).results().forEach(variable -> declared.put(variable.group(1), Integer.valueOf(variable.group(2))));
        Map<String, Integer> both = new HashMap<>();
        for (MatchResult kernel : KERNEL.matcher(ptx).results().toList()) {
            int bytes = NAME.matcher(kernel.group()).results().map(MatchResult::group).distinct().mapToInt(name -> declared.getOrDefault(name, 0)).sum();
            if (DYNAMIC.matcher(ptx).results().anyMatch(extern -> kernel.group().contains(extern.group(1)))) {
                both.put(kernel.group(1), bytes);
            }
        }
        assertThat(both).containsKeys("lstm2_long", "networkGradient", "mean");
        assertThat(both.get("lstm2_long")).as("the weights of [I2], with one bias per gate").isEqualTo(4 * 32);
        assertThat(both.values()).allSatisfy(bytes -> assertThat(bytes).isLessThanOrEqualTo(KernelModule.STATIC_SHARED));
    }
}
