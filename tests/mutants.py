"""Removes one check at a time, and sees a test fail.

Each defect is (name, file, text, replacement, killer): the tools are built in a
scratch copy with that one text replaced, and the killer - a group of hostile
tests, a unit test, or tests of a bats file - must find something to complain
of. First the killers are run on the copy as it is: they must pass, so that a
failure means the defect.

usage: mutants.py BUILD_DIR [NAME-PART...]
LP_DEFECTS=N takes one defect in N, by a seed (LP_SEED) that is printed.
"""

import concurrent.futures
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCES = ['common', 'elfparse', 'syscallreject', 'allowplan', 'patchapply',
           'runimg', 'imgdump', 'syslift', 'ptmap', 'bpfcheck', 'tests', 'man', 'Makefile']

FINAL = ('unit/final.c',)
PINS = ('unit/pins.c', '1', '60')


def stream(tool, only):
    return ('mutants.py', '--tool', tool, '--kind', 'resealed', '--only', only)


def elf(only):
    return ('hostile_elf.py', '--only', only)


def bats(name, only):
    return (name + '.bats', '-f', only)


CHANCE = bats('kinds', 'embedded')
DECIDED = bats('kinds_plan', 'decision')
PRINTED = bats('kinds_plan', '--print')
CASES = bats('ptmap', 'other libraries')
SHORT = bats('ptmap', 'short ways')
ARRAY = bats('ptmap', 'random operations')
RACE = bats('ptmap', 'walkers')
MARKS = bats('ptmap', 'marks')
FORGED = bats('ptmap_stage', 'say anything else')
AGREE = bats('ptmap_stage', 'agree with')
RECORDS = bats('ptmap_stage', 'malformed')
STAGE = bats('ptmap_stage', 'it refuses')
OWN = bats('bpf', 'our own programs: bpfcheck')
TRACED = bats('bpfcheck_traced',
              'bpfcheck: [^wt]|what may be|tracepoint|license|BTF')
TRACES = bats('bpfcheck_traced', 'every argument')
OLDER = bats('bpfcheck_kernels', 'own programs|one kernel only|later')
GLOBAL = bats('bpfcheck_global', 'global function')
WAYS = bats('bpfcheck_global', 'way')
GLOBALS = bats('bpfcheck_global', 'tags of')
FIELD = bats('bpfcheck_field', '.')
CALLBACK = bats('bpfcheck_callback', '.')
DYNPTR = bats('bpfcheck_dynptr', '.')
LOGS = bats('bpf', 'level 2')
CALLS = bats('bpf', 'what helpers may be called with')
CONTEXT = bats('bpf', 'context is the kernel.s: recorded')
EMIT = bats('bpfcheck_emit', 'emit')
COMPARED = bats('bpfcheck_compare', 'compare: (verdicts|what|names|--prog|the status)')
TABLES = bats('bpfcheck_compare', 'compare: (tables that are none|rows)')
LARGE = bats('bpfcheck_compare', 'compare: tables that are too large')
SORTED = bats('bpfcheck_compare', 'sort')
FILTERED = bats('bpfcheck_compare', 'filter: by')
WRONG = bats('bpfcheck_compare', 'command lines')
HOST = bats('bpf', 'stopped')
ANYONE = bats('bpfcheck', 'unprivileged')
ANY_MAPS = bats('bpf', 'without privileges: own')
INSIDE = bats('bpf', 'runs stay within')
EXPLAIN = bats('bpfcheck_explain', 'random')
LED = bats('bpfcheck_explain', 'bpfcheck --explain')
PACK = bats('bpfcheck_module', 'what is told')
NO_MODULE = bats('bpfcheck_module', 'no verdict')
PAGE = bats('bpfcheck_explain', 'bpfcheck --html')
OPERATORS = bats('bpf', 'every operator')
REJECT, PLAN, PATCH, RUN = ('syscallreject', 'allowplan', 'patchapply',
                            'runimg')

DEFECTS = [
    # The stream's frame.
    ('crc', 'common/record.c',
     'if (le32(b, record_size(len) - RECORD_CRC) != crc)', 'if (0)',
     ('mutants.py', '--tool', REJECT, '--kind', 'raw', '--seed', '1')),
    ('padding', 'common/record.c', 'return record_padding_zero(b, len) ?',
     'return true ?',
     stream(REJECT, 'pad')),
    ('end-count', 'common/record.c', 'le64(b, 0) == count &&', '', stream(REJECT, 'END')),
    ('end-crc', 'common/record.c', '&& le32(b, 8) == crcs ?', '?',
     stream(REJECT, 'END')),
    ('trailing', 'common/reader.c', 'code == FAULT_NONE && r->have > rec->size',
     '0', stream(REJECT, 'END.then')),
    ('version', 'common/record.c', 'if (le16(b, 8) != 1)', 'if (0)',
     stream(REJECT, 'ajor')),
    ('flags', 'common/record.c', 'if (le32(b, 4) != 0)\n\t\treturn '
     'FAULT_RESERVED_FIELD;\n\tif (*len', 'if (*len', stream(REJECT, 'flags')),
    ('unknown-critical', 'common/take.c', 'FAULT_UNKNOWN_RECORD', 'FAULT_NONE',
     stream(REJECT, 'nknown')),
    ('order', 'common/take_order.c', 'if (rank < t->rank ||', 'if (',
     stream(REJECT, '')),
    ('stop-status', 'common/record.c',
     'if (*status != STATUS_REFUSED && *status != STATUS_TROUBLE)', 'if (0)',
     stream(REJECT, 'STOP')),
    # Records.
    ('name', 'common/codec.c', "if (name[i] == 0 || name[i] == '/')", 'if (0)',
     stream(REJECT, 'name')),
    ('site-kind', 'common/codec.c', 's->kind > SITE_TRAP ||', '',
     stream(REJECT, 'SITE')),
    ('site-kind-0', 'common/codec.c', 's->kind < SITE_STUB ||', '',
     stream(REJECT, 'SITE')),
    ('site-length', 'common/codec.c', 's->length > ARCH_SLOT ||', '',
     stream(REJECT, 'SITE')),
    ('site-tail', 'common/codec.c', 'if (s->original[i] != 0)', 'if (0)',
     stream(REJECT, 'kinds')),
    ('site-mask', 'common/codec.c', 'if (s->known > SITE_KNOWN_ALL)', 'if (0)',
     stream(REJECT, 'SITE')),
    ('site-number', 'common/codec.c',
     'if (s->numbers == NUMBERS_ONE && s->number >= ARCH_NUMBERS)', 'if (0)',
     stream(REJECT, 'SITE')),
    # Slots and their kinds.
    ('slot-stub', 'common/rules_slot.c',
     'same(s->original, arch->deny, 0, ARCH_SLOT);', '1;',
     stream(REJECT, 'SITE')),
    ('slot-mov-machine', 'common/rules_slot.c',
     'arch->calls != ARCH_CALLS_X86_64 ||', '', stream(REJECT, 'kinds.mov')),
    ('slot-mov-length', 'common/rules_slot.c', 's->length != ARCH_MOV ||',
     '', stream(REJECT, 'kinds')),
    ('slot-mov-numbers', 'common/rules_slot.c',
     's->numbers != NUMBERS_ONE ||', '', stream(REJECT, 'numbers')),
    ('slot-mov-number', 'common/rules_slot.c',
     'b[1] + 256u * b[2] == s->number &&', '',
     stream(REJECT, 'kinds')),
    ('slot-mov-call', 'common/rules_slot.c',
     'b[5] == 0x0f &&', '',
     stream(REJECT, 'kinds')),
    ('slot-chance-length', 'common/rules_slot.c',
     'return s->length == arch->call_len && s->numbers',
     'return s->numbers', stream(REJECT, 'kinds')),
    ('slot-chance-numbers', 'common/rules_slot.c',
     's->numbers == NUMBERS_NONE &&', '', stream(REJECT, 'kinds')),
    ('slot-chance-bytes', 'common/rules_slot.c',
     'pattern_here(arch, s->original, 0);', '1;', stream(PLAN, 'embedded')),
    ('slot-call-length', 'common/rules_slot.c',
     'return s->length == arch->call_len && same(', 'return same(',
     stream(REJECT, 'kinds')),
    ('slot-call-bytes', 'common/rules_slot.c',
     'same( s->original, arch->bare, arch->call_at, arch->call_len);', '1;',
     stream(REJECT, 'kinds')),
    ('stub-trap', 'common/slot.c',
     'return s->kind == SITE_TRAP ? arch->trap[k] : s->original[k];',
     'return s->original[k];', stream(REJECT, 'kinds')),
    ('calls-at-end', 'common/slot_calls.c',
     'vaddr - s->vaddr + img->arch->call_len == s->length &&', '', FINAL),
    ('calls-denied', 'common/slot_calls.c', '(site_in_place(s) || (form',
     '((form', stream(REJECT, 'kinds.good')),
    ('set-size', 'common/codec.c', 'return set_count(s) >= 2 ? FAULT_NONE',
     'return 1 ? FAULT_NONE', stream(PATCH, 'SET')),
    ('plan-address', 'common/table_whole.c', 'if (d->vaddr != s->vaddr ||',
     'if (', stream(PATCH, 'PLAN')),
    ('plan-held', 'common/table_whole.c', '|| !holder_fits(s, d))', ')',
     stream(PATCH, 'kinds')),
    ('plan-chance', 'common/table_whole.c', 's->kind != SITE_EMBEDDED &&',
     '', stream(PATCH, 'kinds')),
    ('plan-bytes', 'common/table_whole.c',
     '(d->holder != HOLDER_BYTES || site_holds_number(s));', '1;',
     stream(PATCH, 'kinds')),
    ('plan-denied', 'common/table_whole.c',
     'return d->holder == (site_in_place(s) ?',
     'return 1 || d->holder == (site_in_place(s) ?',
     stream(PATCH, 'kinds')),
    ('plan-number', 'common/table_whole.c',
     'd->numbers == NUMBERS_ONE && d->number == s->number',
     'd->numbers == NUMBERS_ONE', stream(PATCH, 'PLAN')),
    ('plan-holder', 'common/codec.c',
     'if (d->holder == (d->decision == DECISION_DENY ? HOLDER_BYTES : '
     'HOLDER_NOBODY))',
     'if (0)', stream(PATCH, 'PLAN')),
    ('plan-total', 'common/table_plan.c', 'le32(b, 0) != img->sites_total)', '0)',
     stream(PATCH, 'PLAN')),
    ('plan-within-set', 'common/table_whole.c',
     'return s->numbers == NUMBERS_NONE || within(img, s, d)', 'return 1',
     stream(PATCH, 'P')),
    ('data-place', 'common/take.c', 'if (vaddr != s->vaddr + t->into ||',
     'if (', stream(REJECT, 'DATA')),
    ('data-whole', 'common/take_order.c',
     't->seg < t->img->nsegs)\n\t\tf = fault', '0)\n\t\tf = fault',
     stream(REJECT, 'D')),
    ('segments-equal', 'common/take_early.c', '!same_segment(&s, with)',
     '0', stream(REJECT, 'SEGM')),
    # Rules of an image, asked by elfparse and by every reader.
    ('rule-wx', 'common/rules.c',
     'if ((s->flags & IMAGE_W) != 0 && (s->flags & IMAGE_X) != 0)', 'if (0)',
     elf('wx')),
    ('rule-wx-stream', 'common/rules.c',
     'if ((s->flags & IMAGE_W) != 0 && (s->flags & IMAGE_X) != 0)', 'if (0)',
     stream(REJECT, '')),
    ('rule-overlap', 'common/rules.c', 'if (s->vaddr < end)', 'if (0)',
     elf('overlap')),
    ('rule-page', 'common/rules.c', 'if (s->flags != a->flags &&', 'if (0 &&',
     elf('page')),
    ('rule-order', 'common/rules.c', 'if (s->vaddr < a->vaddr)\n\t\treturn '
     'FAULT_SEG_ORDER;', '', elf('order')),
    ('rule-size', 'common/rules.c', 'if (s->filesz > s->memsz)', 'if (0)',
     elf('size')),
    ('rule-wrap', 'common/rules.c', 's->memsz > arch->top - s->vaddr', '0',
     elf('wrap')),
    ('rule-align', 'common/rules.c', 'if (!aligned(arch, s))', 'if (0)',
     elf('align')),
    ('rule-zeros', 'common/rules.c',
     'if (code == FAULT_NONE && zeros_with(&segs[i], zeros) > IMAGE_ZEROS_MAX)',
     'if (0)', elf('zeros')),
    ('rule-pie-start', 'common/rules.c', 'type == IMAGE_DYN &&', '0 &&',
     FINAL),
    ('rule-reserved', 'common/rules.c', 'if (type == IMAGE_EXEC &&', 'if (0 &&',
     elf('reserved')),
    ('rule-entry', 'common/rules.c', 'entry % arch->insn_align != 0', '0',
     elf('entry')),
    ('rule-entry-exec', 'common/rules.c',
     'if (i == nsegs || (segs[i].flags & IMAGE_X) == 0 ||',
     'if (i == nsegs ||', elf('entry')),
    ('rule-interp', 'common/rules.c', 'if (p->type == PHDR_INTERP)',
     'if (0)', elf('interp')),
    ('rule-stack', 'common/rules.c',
     'if (p->type == PHDR_GNU_STACK && (p->flags & IMAGE_X) != 0)', 'if (0)',
     elf('stack')),
    ('rule-place', 'common/rules.c', 'p->offset - s->offset != into', '0',
     elf('place')),
    ('site-range', 'common/rules.c',
     'if (in == nsegs || (segs[in].flags & IMAGE_X) == 0)\n\t\tcode = '
     'FAULT_SITE_RANGE;\n\telse', '', elf('site')),
    ('site-overlap', 'common/rules.c', 'if (s->vaddr - a->vaddr < a->length)',
     'if (0)', elf('site.')),
    ('site-align', 'common/rules.c', 's->vaddr % arch->insn_align != 0', '0',
     elf('site.align')),
    # elfparse.
    ('elf-range', 'elfparse/elfcheck.c',
     'if (p->type == PHDR_LOAD && p->memsz == 0)\n', 'if (1)\n',
     elf('range')),
    ('elf-needed', 'elfparse/elfcheck.c', 'entries[i].d_tag == DT_NEEDED', '0',
     elf('needed')),
    ('elf-64-bit-number', 'elfparse/syslift.c', 'if (number >= ARCH_NUMBERS)',
     'if ((uint32_t)number >= ARCH_NUMBERS)', elf('number')),
    ('elf-reloc', 'elfparse/relocs.c', 'if (hit)', 'if (0)', elf('reloc')),
    ('elf-sections', 'elfparse/shcheck.c', 't->shnum > SHCHECK_SECTIONS ||',
     '', elf('shnum')),
    # Call instructions.
    ('raw-sysenter', 'common/pattern.c', '|| d[at + 1] == 0x34', '',
     elf('raw.sysenter')),
    ('raw-int80', 'common/pattern.c', '(d[at] == 0xcd && d[at + 1] == 0x80)',
     '0', elf('raw.int80')),
    ('raw-straddle', 'common/scan.c', 'if (at < s->ntail)',
     'if (0)', elf('split')),
    ('raw-zeros', 'common/margin.c',
     'found = scan_zeros(s, vaddr - s->next, hit)',
     'found = scan_zeros(s, vaddr - s->next, hit) && 0',
     elf('raw.ecall')),
    ('raw-gap', 'common/scan.c', 'if (vaddr != s->next)\n\t\ts->ntail = 0;',
     '', elf('hole')),
    ('raw-end', 'common/margin.c', 'if (last >= img->nsegs)',
     'if (last + 1)', elf('page-tail')),
    ('reject-stubs', 'syscallreject/reject.c',
     'slot_stubs(img, vaddr, d, n, &r->site)', 'fault_none()',
     stream(REJECT, '')),
    ('reject-sweep', 'syscallreject/reject.c', 'f = sweep_data(', 'if (0) f = '
     'sweep_data(', elf('raw.syscall')),
    ('plan-unknown', 'allowplan/plan.c',
     'if (img->sites[i].numbers == NUMBERS_NONE && img->sites[i].kind',
     'if (0 && img->sites[i].kind', DECIDED),
    ('plan-unknown-chance', 'allowplan/plan.c',
     '&& img->sites[i].kind != SITE_EMBEDDED)', ')',
     stream(PLAN, 'kinds.good')),
    ('plan-holder-denied', 'allowplan/plan.c',
     'return site_in_place(s) ? HOLDER_FILTER : HOLDER_NOBODY;',
     'return HOLDER_NOBODY;', stream(PLAN, 'kinds.good')),
    ('plan-holder-allowed', 'allowplan/plan.c',
     's->numbers == NUMBERS_ONE && site_holds_number(s) ?',
     's->numbers == NUMBERS_ONE ?', stream(PLAN, 'kinds.good')),
    ('widen-chance', 'allowplan/widen.c', '|| s->kind == SITE_EMBEDDED)',
     ')', DECIDED),
    ('tally-chance', 'allowplan/tally.c', '&& s->kind != SITE_EMBEDDED;',
     ';', PRINTED),
    ('reject-chance', 'syscallreject/reject.c',
     'if (img->sites[i].kind == SITE_EMBEDDED)', 'if (0)', CHANCE),
    ('reject-pin', 'syscallreject/main.c', 'return r->pin ? fault_none() :',
     'return 1 ? fault_none() :', CHANCE),
    ('patch-stubs', 'patchapply/patch.c', 'if (f.code != FAULT_NONE)',
     'if (0)', stream(PATCH, '')),
    ('patch-sweep', 'patchapply/patch.c',
     'f = sweep_data(&p->sweep, seg, vaddr, d, n)', 'f = fault_none()',
     stream(PATCH, '')),
    ('patch-no-plan', 'patchapply/patch.c', 'if (!img->has_plan)', 'if (0)',
     stream(PATCH, '')),
    # The last gate.
    ('final-ident', 'runimg/recheck.c', 'if (at < 7)', 'if (0)', FINAL),
    ('final-type', 'runimg/recheck.c', 'if (le16(file, 16) != plan->prog.type)',
     'if (0)', FINAL),
    ('final-machine', 'runimg/recheck.c',
     'if (le16(file, 18) != plan->arch->machine)', 'if (0)', FINAL),
    ('final-sizes', 'runimg/recheck.c',
     'if (le16(file, 52) != LAYOUT_EHDR || le16(file, 54) != IMAGE_PHDR_BYTES)',
     'if (0)', FINAL),
    ('final-interp', 'runimg/recheck.c',
     'if (phdrs[i].type == PHDR_INTERP)', 'if (0)', FINAL),
    ('final-listed', 'runimg/recheck.c', 'if (!listed(phdrs[i].type))',
     'if (0)', FINAL),
    ('final-stack', 'runimg/recheck.c',
     'return stack ? fault_none() : fault_of(FAULT_NO_STACK);',
     'return stack ? fault_none() : fault_none();', FINAL),
    ('final-pages', 'runimg/recheck.c', 'if (!pages_whole(arch, &segs[i]))',
     'if (0)', FINAL),
    ('final-own-pages', 'runimg/recheck.c',
     'return pages_own(arch, size, segs, i) ?',
     'return pages_own(arch, size, segs, i) || 1 ?', FINAL),
    ('final-layout', 'runimg/recheck.c',
     'struct fault fault = rules_layout(arch, type, segs, nsegs);',
     'struct fault fault = fault_none(); (void)type;', FINAL),
    ('final-phdrs', 'runimg/recheck.c', 'fault = rules_phdrs(',
     'fault = fault_none(); if (0) fault = rules_phdrs(', FINAL),
    ('final-entry', 'runimg/recheck.c', 'return rules_entry(',
     'return 1 ? fault_none() : rules_entry(', FINAL),
    ('final-site-range', 'runimg/judge.c', 'f = rules_site(',
     'f = fault_none(); if (0) f = rules_site(', FINAL),
    ('final-slots', 'runimg/final.c',
     'f = judge_slots(view, file, size, filtered) /*@ ghost (image) */;',
     'f = fault_none();',
     stream(RUN, '')),
    ('final-calls', 'runimg/final.c',
     'f = judge_calls(view, file, size) /*@ ghost (image) */;', ';',
     stream(RUN, '')),
    ('final-plan', 'runimg/final.c', 'if (!plan->has_plan)', 'if (0)',
     stream(RUN, '')),
    ('final-filter', 'runimg/judge.c',
     'if (!held( view->arch, &view->sites[i], &view->plan[i], filtered))',
     'if (0)', stream(RUN, '')),
    ('final-filter-none', 'runimg/judge.c',
     'return filtered && d->holder == HOLDER_FILTER;',
     'return d->holder == HOLDER_FILTER;', FINAL),
    ('final-in-place', 'runimg/judge.c',
     'if (d->decision != DECISION_ALLOW && !site_in_place(s))',
     'if (d->decision != DECISION_ALLOW)', FINAL),
    ('final-chance', 'runimg/judge.c', 'if (s->kind == SITE_EMBEDDED)',
     'if (0)', FINAL),
    ('final-number', 'runimg/judge.c',
     'return holds_its_number(arch, s, d);', 'return 1;', FINAL),
    ('final-mov-kind', 'runimg/judge.c', 'return s->kind == SITE_MOV &&',
     'return', FINAL),
    ('final-mov-number', 'runimg/judge.c', 'd->number == s->number &&', '',
     FINAL),
    ('final-mov-slot', 'runimg/judge.c',
     'rules_site_slot(arch, s, 0).code == FAULT_NONE', '1', FINAL),
    ('late-denied', 'runimg/pinplan.c', 'return s->kind == SITE_CALL;',
     'return 0;', PINS),
    ('late-chance', 'runimg/pinplan.c', 'return s->kind == SITE_CALL;',
     'return site_in_place(s);', PINS),
    ('late-allowed', 'runimg/pinplan.c', 'return s->numbers != NUMBERS_ONE;',
     'return 0;', PINS),
    ('pin-after', 'runimg/pinplan.c', 's->vaddr + s->length : 0;',
     's->vaddr + ARCH_SLOT : 0;', PINS),
    ('final-front', 'runimg/recheck.c',
     'if (front != 0 && (nsegs == 0 || !covered(file, size, &segs[0])))',
     'if (0 && covered(file, size, &segs[0]))', FINAL),
    ('final-size', 'runimg/final.c', 'if (size > LAYOUT_FILE_MAX)', 'if (0)',
     FINAL),
    ('frame-count', 'runimg/frame.c', 'if (view->nsegs != l->nloads)',
     'if (0)', FINAL),
    ('frame-loads', 'runimg/frame.c', 'if (!named(view, l, i))', 'if (0)',
     FINAL),
    # Page tables.
    ('pt-canonical', 'ptmap/ptcheck.h', 'return (top == 0 && pt->low) ||',
     'return top != 12345 ||', CASES),
    ('pt-range-half', 'ptmap/ptcheck.c',
     'if (va >> pt->arch->va_bits != last >> pt->arch->va_bits)',
     'if (false)', CASES),
    ('pt-aligned', 'ptmap/ptone.c',
     'if ((va & (size - 1)) != 0 || (pa & (size - 1)) != 0)',
     'if ((va & (size - 1)) != 0)', CASES),
    ('pt-level', 'ptmap/ptcheck.c',
     'return ((pt->arch->leaf_levels & ~pt->no_levels) >> l & 1) != 0;',
     'return true;', CASES),
    ('pt-bounds', 'ptmap/ptcheck.c', 'len > pt->pa_end - pa)', 'false)', ARRAY),
    ('pt-reserve', 'ptmap/ptunmap.c',
     'error = pt_reserve(pt, need); if (error != PT_OK) return error;', '',
     CASES),
    ('pt-owned', 'ptmap/ptretire.c', 'pt_owned_set(pt, pa, len, false);', ';',
     ARRAY),
    ('pt-live', 'ptmap/ptfill.c', 'pt->frame[p->f[p->level]].live++;', '',
     ARRAY),
    ('pt-prune', 'ptmap/ptdrop.c',
     'return pt_prune(pt, va, p, p->level);', 'return false;', ARRAY),
    ('pt-stale', 'ptmap/ptclear.c', 'pt->frame[f].stale = 1;', '', ARRAY),
    ('pt-cut-need', 'ptmap/ptcut.c', 'need += counted[l] != region;',
     'need += 0 * (counted[l] != region);', CASES),
    ('pt-nx', 'ptmap/ptarch_x86_64.c', '{PT_EXEC, 0, X86_NO_EXECUTE}',
     '{PT_EXEC, PT_EXEC, 0}', CASES),
    ('pt-flush-first', 'ptmap/ptunmap.c',
     'pt_flush( pt, tables ? PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va, size, size);'
     ' if (pt->track) pt_retire(pt, pt_entry_pa(pt, p->entry) & ~(size - 1),'
     ' size); pt_retire_tables(pt);',
     'if (pt->track) pt_retire(pt, pt_entry_pa(pt, p->entry) & ~(size - 1), '
     'size); pt_retire_tables(pt); pt_flush(pt, tables ? '
     'PT_FLUSH_TABLES : PT_FLUSH_LEAVES, va, size, size);', CASES),
    ('pt-gone', 'ptmap/ptunmap.c', 'if (tables) pt_page_gone(pt); else if (',
     'if (!tables && ', SHORT),
    ('pt-gone-range', 'ptmap/ptunmap.c',
     '|| need > 0; if (tables) pt_page_gone(pt);', '|| need > 0;', SHORT),
    ('pt-flush-only', 'ptmap/ptunmap.c',
     'pt->flush_only(pt->own, PT_FLUSH_LEAVES, va, size, size);', '', SHORT),
    ('pt-room', 'ptmap/pt.c', 'pt->pa_room = pt->pa_end - pt->pa_first;',
     'pt->pa_room = pt->pa_end;', SHORT),
    ('pt-memo', 'ptmap/pt.c', 'pt->memo = UINT64_MAX;', 'pt->memo = ~0u;',
     SHORT),
    ('pt-break', 'ptmap/ptunmap.c',
     'while (!pt_swap(at, &p->entry, p->entry & ~PT_PRESENT)) ;', '', CASES),
    ('pt-break-attrs', 'ptmap/ptprotect.c',
     'if (pt->arch->break_bits != 0)', 'if (0)', CASES),
    ('pt-noted', 'ptmap/ptchange.c',
     'unsigned kept = (had & PT_ACCESSED) != 0 ? PT_ACCESSED : 0;',
     'unsigned kept = 0;', CASES),
    ('pt-cut-noted', 'ptmap/ptunmap.c',
     'while (!pt_swap(at, &p->entry, pt_table_entry(pt, top)))\n'
     'pt_cut_note(pt, ends, p->level, top, p->entry);',
     'pt_store(at, pt_table_entry(pt, top));', MARKS),
    ('pt-link-last', 'ptmap/ptfill.c', 'p->f[run->level] = f;',
     'if (run->level + 1 == p->level) pt_store(pt_table(pt, p->f[p->level]) + '
     'p->i, pt_table_entry(pt, f)); pt_zero(pt_table(pt, f), 0, 512); '
     'write_new(pt, pt_table(pt, f) + pt_index(pt, run->level, run->va), run, '
     'bits); p->f[run->level] = f;', RACE),
    ('paging-exact', 'runimg/pages.c', 'return e == want &&',
     'return (e & 0xfffffffffffff000) == (want & 0xfffffffffffff000) &&',
     FORGED),
    ('paging-visits', 'runimg/pages.c',
     '|| ++w->visits > w->s->head.ntables', '', AGREE),
    ('paging-covered', 'runimg/pages.c',
     'if (f.code == FAULT_NONE && w.mapped != bytes)', 'if (0)', FORGED),
    ('paging-apart', 'runimg/pages.c', 'if (!ranges_apart(s))', 'if (0)',
     AGREE),
    ('paging-flags', 'runimg/pages.c', 'if (s->flags != r->flags)',
     'if (0)', AGREE),
    ('paging-whole', 'runimg/compose.c', 'if (!paging_whole(&c->paging))',
     'if (0)', RECORDS),
    ('paging-once', 'ptmap/tablestage.c',
     'return fault_of(FAULT_PAGING_EXISTS);', 'return fault_none();', STAGE),
    ('paging-arch', 'ptmap/tablestage.c',
     'strncmp(a->name, name, strlen(name)) != 0 ||', '', STAGE),
    # BPF programs.
    ('bpf-carries', 'bpfcheck/tnum.h',
     'uint64_t mask = (least ^ most) | a.mask | b.mask;',
     'uint64_t mask = a.mask | b.mask;', OPERATORS),
    ('bpf-refined', 'bpfcheck/boundsrange.c',
     'b->umin = MAX(a->umin + strict, b->umin);',
     'b->umin = MAX(a->umin + 1, b->umin);', OPERATORS),
    ('bpf-small-settled', 'bpfcheck/boundssmall.c',
     '(differ & ~bits.mask) == 0 &&', '', OPERATORS),
    ('bpf-small-sign', 'bpfcheck/boundssmall.c',
     'tnum_is_unknown(bits) && !low', '!low', OPERATORS),
    ('bpf-small-shift', 'bpfcheck/boundssmall.c',
     's->umin == s->umax && s->umin < 32', 's->umin < 64', OPERATORS),
    ('bpf-unset', 'bpfcheck/check.c',
     'return env_refuse(e, FAULT_ACCESS, "R%u !read_ok", r);', 'return 0;',
     OWN),
    ('bpf-frame-pointer', 'bpfcheck/check.c', 'if (r != R10)', 'if (true)',
     OWN),
    ('bpf-depth', 'bpfcheck/depth.c', 'if (w->depth <= STACK_BYTES)',
     'if (true)', OWN),
    ('bpf-exit', 'bpfcheck/typerule.c',
     'if (r->b.smin >= min && r->b.smax <= max)', 'if (true)', OWN),
    ('bpf-linked', 'bpfcheck/linked.c', 'bounds_add(&r->b, &by);', '',
     INSIDE),
    ('bpf-precise', 'bpfcheck/jump.c', 'fault = precise_mark(e, i->dst);', '',
     OWN),
    ('traced-union', 'bpfcheck/btfwalk.c',
     'if (p.type.kind == BTF_UNION && p.type.vlen != 1)', 'if (0)', TRACES),
    ('traced-end', 'bpfcheck/btfwalk.c',
     '(uint64_t)p->off + p->size > p->type.size',
     '(uint64_t)p->off > p->type.size', TRACES),
    ('traced-element', 'bpfcheck/btfwalk.c',
     '*at += (p->off - *at) / *bytes * *bytes;', '', TRACES),
    ('traced-flexible', 'bpfcheck/btfwalk.c',
     'p->off = (p->off - from) % element.size;', 'p->off -= from;', TRACES),
    ('traced-bits', 'bpfcheck/btfwalk.c',
     'if (p->off > at || (m->bit + m->width + 7) / 8 > p->off + p->size)',
     'if (p->off > at)', TRACES),
    ('traced-inherits', 'bpfcheck/btfptr.c',
     'if ((p->trust & TRUST_NONE) != 0)', 'if (0)', TRACES),
    ('traced-rcu', 'bpfcheck/btfptr.c',
     'return e->cur->lock_map != 0 || !e->p->sleepable;', 'return true;',
     TRACED),
    ('traced-license', 'bpfcheck/btfptr.c', 'if (!e->p->gpl)', 'if (0)',
     TRACED),
    ('traced-null', 'bpfcheck/traced.c', '(doubt & TRACED_NULL) != 0',
     'false', TRACED),
    ('traced-error', 'bpfcheck/traced.c',
     'if ((doubt & TRACED_ERROR) != 0)', 'if (0)', TRACED),
    ('traced-first', 'bpfcheck/traced.c',
     'first = e->p->attach == ATTACH_RAW_TP ? 1 : 0;', 'first = 0;', TRACED),
    ('traced-gives', 'bpfcheck/traced.c',
     'helper != 49 && helper != 57', 'true', TRACES),
    ('traced-safe', 'bpfcheck/btfptr.c', '"__safe_rcu", w->field',
     '"__safe_rcu_", w->field', TRACES),
    ('traced-equal', 'bpfcheck/nullable.c',
     'if (btfptr_is(a) || btfptr_is(b)) return 0;', '', TRACED),
    ('traced-mixed', 'bpfcheck/memory.c',
     'type == REG_CTX || type == REG_BTF ||', 'type == REG_CTX ||', TRACED),
    ('traced-together', 'bpfcheck/memory.c',
     'if (together && is_probed(*was) && is_probed(type))', 'if (0)', TRACED),
    ('traced-probed', 'bpfcheck/pointer.c',
     'if (fault == 0 && p.type == REG_PROBED)', 'if (0)', TRACES),
    ('traced-socket', 'bpfcheck/map.c',
     'if (r->type != REG_MAP_VALUE) r->map++;', '', TRACED),
    ('traced-field', 'bpfcheck/mapptr.c', 'if (read) return 0;',
     'return 0;', TRACES),
    ('traced-write', 'bpfcheck/btfptr.c',
     'if (kind == HELPER_MEMORY && (arg & HELPER_WRITE) == 0)',
     'if (kind != HELPER_MEMORY || (arg & HELPER_WRITE) == 0)', TRACED),
    ('traced-structure', 'bpfcheck/btfptr.c',
     'if (btfwalk_is(e, p->btf, p->off, id))', 'if (id != 0)', TRACED),
    ('traced-needs', 'bpfcheck/decide.c',
     'if (!r->needs_btf || p->vf.btf != NULL || d->types == NULL)',
     'if (true)', TRACED),
    ('traced-iterator', 'bpfcheck/iterator.c',
     '{"bpf_iter_task", {TRUSTED(1, "task_struct")}},',
     '{"bpf_iter_task", {NULLABLE(1, "task_struct")}},', TRACES),
    ('older-helper', 'bpfcheck/kernels.c', '{15, K_BOTH, SOCKETS},', '',
     OLDER),
    ('older-comm', 'bpfcheck/kernels.c',
     '{16, K_BOTH, SOCKETS | IN(SK_MSG)},', '{16, K_6_1, SOCKETS},', OLDER),
    ('older-atomic', 'bpfcheck/kernels.c', 'i->imm == ATOMIC_LOAD_ACQ ||', '',
     OLDER),
    ('older-second', 'bpfcheck/verify.c',
     'check(p, &quiet, h, weak, true);', 'check(p, &quiet, h, weak, false);',
     OLDER),
    ('older-taken', 'bpfcheck/older.c',
     '!bounds_is_const(a, low)))\n\t\treturn -1;',
     '!bounds_is_const(a, low)))\n\t\treturn bounds_taken(a, b, op, low);',
     OLDER),
    ('older-combine', 'bpfcheck/older.c',
     '\t\tbounds_open64(b);\n\t}\n\tolder_sync',
     '\t}\n\tolder_sync', OLDER),
    ('older-stack', 'bpfcheck/kernels.c',
     'return k == VF_KERNEL_6_1 ? 32 : 16;', 'return 16;', OLDER),
    ('older-place', 'bpfcheck/helper.c', 'if (!e->weak && is_there(c))',
     'if (is_there(c))', OLDER),
    ('older-null', 'bpfcheck/nullable.c',
     'return e->weak ? 0 : settle_equal(e, i, equal);',
     'return settle_equal(e, i, equal);', OLDER),
    ('bpf-context-end', 'bpfcheck/context.c',
     'off < f->end', 'off <= f->end', CONTEXT),
    ('bpf-context-moved', 'bpfcheck/context.c',
     'if ((p->off == 0 || (known && p->off > 0)) &&', 'if (p->off >= 0 &&',
     OWN),
    ('bpf-context-field', 'bpfcheck/contextrule.c',
     'WRITE(48, 68, NARROW)', 'WRITE(48, 72, NARROW)', CONTEXT),
    ('bpf-packet-open', 'bpfcheck/packet.c', 'p.off + (before ? 1 : 0)',
     'p.off + 1', OWN),
    ('bpf-packet-turned', 'bpfcheck/packet.c',
     '		r = i->src;\n		op = bounds_flip(op);', '		r = i->src;', OWN),
    ('bpf-packet-far', 'bpfcheck/packet.c', 'MOST = 65535', 'MOST = 65540', OWN),
    ('bpf-packet-negative', 'bpfcheck/packet.c', 'p->b.smin < 0', 'false', OWN),
    ('bpf-packet-moved', 'bpfcheck/pointer.c', 'if (on)\n		dst->range = 0;',
     '', OWN),
    ('bpf-packet-known', 'bpfcheck/equal.c', ': old->range > cur->range)',
     ': false)', OWN),
    ('bpf-packet-written', 'bpfcheck/packet.c', 'if (!may_write(e))',
     'if (false)', OWN),
    ('bpf-helper-type', 'bpfcheck/helpertable.c',
     'KNOWN(34, "get_hash_recalc", LWT | TC', 'KNOWN(34, "get_hash_recalc", ALL',
     OWN),
    ('bpf-helper-place', 'bpfcheck/helper.c',
     '!helper_attached(n, p->type, p->attach)', 'false', OWN),
    ('bpf-helper-context', 'bpfcheck/helperkind.c', 'return type == REG_CTX;',
     'return true;', OWN),
    ('bpf-helper-moves', 'bpfcheck/helper.c',
     'HELPER_MOVES) != 0)\n\t\thelper_packets_gone(e->cur);', 'HELPER_MOVES) != 0)\n\t\t;',
     OWN),
    ('bpf-state-spilled', 'bpfcheck/state.c',
     'if (slot_is_spill(slot))\n\t\t\t\treturn &slot->spilled;', ';', OWN),
    ('bpf-state-frames', 'bpfcheck/state.c',
     'at->frame <= s->cur; at->frame++', 'at->frame < 1; at->frame++', OWN),
    ('bpf-helper-moved', 'bpfcheck/helper.c', 'if (packet_is_any(r))',
     'if (false)', OWN),
    ('bpf-helper-arguments', 'bpfcheck/helper.c', 'i <= R5; i++)\n\t\treg_none',
     'i <= R0; i++)\n\t\treg_none', OWN),
    ('bpf-helper-sleeps', 'bpfcheck/helper.c',
     '(h->flags & HELPER_SLEEPS) != 0', 'false', OWN),
    ('bpf-helper-packet', 'bpfcheck/helperarg.c',
     '(h->flags & HELPER_PACKET) != 0', 'true', OWN),
    ('bpf-helper-fills', 'bpfcheck/helper.c',
     'fault = stackrange_fill(e, c.fill_reg, c.fill_bytes);', ';', OWN),
    ('bpf-helper-writes', 'bpfcheck/stackrange.c', 'if (a->write || e->weak)',
     'if (e->weak)', OWN),
    ('bpf-helper-reads', 'bpfcheck/stackrange.c',
     'if (a->write || e->weak)', 'if (true)', OWN),
    ('bpf-helper-none', 'bpfcheck/helperarg.c',
     'b->umin == 0 && !none_allowed', 'false', OWN),
    ('bpf-helper-negative', 'bpfcheck/helperarg.c', 'if (b->smin < 0)',
     'if (false)', OWN),
    ('bpf-helper-length', 'bpfcheck/helper.c', '(int64_t)c->most', '0', OWN),
    ('bpf-helper-processor', 'bpfcheck/helper.c', '(flags & HELPER_CPU) != 0',
     'false', OWN),
    ('bpf-helper-void', 'bpfcheck/helper.c', '(flags & HELPER_VOID) != 0',
     'false', OWN),
    ('bpf-helper-map', 'bpfcheck/helpermap.c', 'return map_has(helpers[i].types, type);',
     'return true;', CALLS),
    ('bpf-helper-queue', 'bpfcheck/helpermap.c',
     '!is_in(maps[i].helpers, helper)', 'false', OWN),
    ('bpf-helper-sockets', 'bpfcheck/helpermap.c',
     'return changes_sockets(e, helper);', 'return true;', OWN),
    ('bpf-tail-call', 'bpfcheck/prog.c',
     's->has_tail_call = e->has_tail_call = true;', ';', OWN),
    ('bpf-map-end', 'bpfcheck/region.c', '(uint64_t)off + size <= of',
     '(uint64_t)off <= of', OWN),
    ('bpf-map-largest', 'bpfcheck/region.c', '(int64_t)b->umax + off',
     'b->smin + off', OWN),
    ('bpf-map-null', 'bpfcheck/nullable.c', 'settle(e, now, i->dst, equal == now)',
     'settle(e, now, i->dst, false)', OWN),
    ('bpf-map-other', 'bpfcheck/nullable.c', ' || r->id != id', '', OWN),
    ('bpf-map-right', 'bpfcheck/map.c', 'if ((map_rights(m) & (',
     'if (true || (map_rights(m) & (', OWN),
    ('bpf-map-change', 'bpfcheck/helper.c',
     'if ((map_rights(c->map) & MAP_RDONLY_PROG) == 0)', 'if (true)', OWN),
    ('bpf-map-frozen', 'bpfcheck/map.c', 'at <= m->data_len &&',
     'false && at <= m->data_len &&', OWN),
    ('bpf-map-same', 'bpfcheck/equal.c', ' && old->map == cur->map &&', ' &&',
     OWN),
    ('bpf-map-there', 'bpfcheck/helper.c', 'c->key < c->map->max_entries',
     'true', OWN),
    ('bpf-map-place', 'bpfcheck/stackrange.c',
     'run(s, top, BYTE_SPILL) != bytes', 'false', OWN),
    ('bpf-map-decides', 'bpfcheck/stackrange.c',
     'return precise_mark_slot(e, ptr->frame, i);', 'return 0;', OWN),
    ('bpf-map-sleeping', 'bpfcheck/map.c', '!map_has(sleepable, m->type)',
     'false', OWN),
    ('bpf-map-storage', 'bpfcheck/map.c', 'maps[e->maps[i]].type == maps[map].type',
     'false', OWN),
    ('bpf-map-arithmetic', 'bpfcheck/pointer.c', 'if (reg_may_be_null(p))',
     'if (false)', OWN),
    ('bpf-ref-leak', 'bpfcheck/ref.c', 's->nrefs == 0', 'true', OWN),
    ('bpf-ref-null', 'bpfcheck/nullable.c', 'ref_forget(s, id);', ';', OWN),
    ('bpf-ref-released', 'bpfcheck/ref.c', 'if (r->ref == id)',
     'if (false)', OWN),
    ('bpf-ref-offset', 'bpfcheck/helperarg.c', 'if (released && p->off != 0)',
     'if (false)', OWN),
    ('bpf-ref-held', 'bpfcheck/helperarg.c',
     'if (released && p->ref == 0 && !reg_is_null(p))', 'if (false)', OWN),
    ('bpf-ref-twice', 'bpfcheck/helperarg.c', 'if (p->ref != 0 && c->ref != 0)',
     'if (false)', OWN),
    ('bpf-ref-cast', 'bpfcheck/helper.c',
     'if ((c->helper->flags & HELPER_CASTS) != 0)', 'if (false)', OWN),
    ('bpf-ref-map', 'bpfcheck/helper.c',
     '(c->map->type == MAP_SOCKMAP || c->map->type == MAP_SOCKHASH)', 'false',
     OWN),
    ('bpf-ref-states', 'bpfcheck/equal.c', 'old->nrefs != cur->nrefs || ',
     '', OWN),
    ('bpf-ref-size', 'bpfcheck/helper.c', 'r->size = c->bytes;',
     'r->size = c->bytes + 1;', OWN),
    ('bpf-socket-field', 'bpfcheck/socket.c',
     'if (context_find(e, parts, bytes, false, false) == NULL)', 'if (false)', OWN),
    ('bpf-string-end', 'bpfcheck/map.c', 'if (m->data[at] == 0)', 'if (true)',
     OWN),
    ('bpf-string-constant', 'bpfcheck/map.c', 'if (!is_constant(m))',
     'if (false)', OWN),
    ('bpf-helper-variant', 'bpfcheck/helperplace.c',
     'return &variants[i].helper;', 'return h;', OWN),
    ('bpf-global-memory', 'bpfcheck/global.c',
     'fault = helper_check_memory(e, r, a->size);', ';', GLOBAL),
    ('bpf-global-context', 'bpfcheck/global.c', 'if (p->type == REG_CTX)',
     'if (true)', GLOBAL),
    ('bpf-global-inside', 'bpfcheck/global.c', 'fault = check_one(e, i);', ';',
     GLOBAL),
    ('bpf-global-null', 'bpfcheck/global.c', 'REG_MEM | REG_OR_NULL', 'REG_MEM',
     GLOBAL),
    ('bpf-global-moves', 'bpfcheck/global.c', 'if (s->moves)', 'if (false)',
     GLOBAL),
    ('bpf-global-through', 'bpfcheck/cfg.c',
     'if (e->subprogs[env_subprog_of(e, (uint32_t)to)].moves)', 'if (false)',
     GLOBAL),
    ('bpf-global-ways', 'bpfcheck/depth.c', 'if (walked[f] > w->depth)',
     'if (false)', WAYS),
    ('bpf-global-deeper', 'bpfcheck/depth.c', 'if (walked[f] > w->depth)',
     'if (walked[f] != 0)', WAYS),
    ('bpf-callback-range', 'bpfcheck/callback.c', '"At callback return", 0, 1)',
     '"At callback return", 0, 2)', CALLBACK),
    ('bpf-callback-static', 'bpfcheck/callback.c',
     'if (subprog_is_global(&e->subprogs[at]))', 'if (false)', CALLBACK),
    ('bpf-callback-limit', 'bpfcheck/callback.c', 'if (f->turns < turns->b.umax)',
     'if (true)', CALLBACK),
    ('bpf-callback-turns', 'bpfcheck/equal.c', 'if (old->turns > cur->turns)',
     'if (false)', CALLBACK),
    ('bpf-callback-widen', 'bpfcheck/callback.c', 'if (earlier != NULL)',
     'if (false)', CALLBACK),
    ('bpf-callback-flags', 'bpfcheck/callback.c',
     'if (plain)\n\t\tfault = precise_mark', 'if (false)\n\t\tfault = precise_mark',
     CALLBACK),
    ('bpf-callback-maps', 'bpfcheck/callback.c',
     'if (!map_has(types, c->map->type))', 'if (false)', CALLBACK),
    ('bpf-callback-found', 'bpfcheck/visit.c',
     'if (e->aux[e->insn].calls_back) {', 'if (false) {', CALLBACK),
    ('bpf-callback-live', 'bpfcheck/stacklive.c',
     'e->aux[call].calls_back ? call : call + 1', 'call + 1', CALLBACK),
    ('bpf-callback-depth', 'bpfcheck/depth.c',
     'e->insns[*i].src == PSEUDO_FUNC', 'false', CALLBACK),
    ('bpf-callback-arguments', 'bpfcheck/backtrack.c',
     'if (after >= 0 && e->aux[after].calls_back)', 'if (false)', CALLBACK),
    ('bpf-callback-back', 'bpfcheck/backtrack.c',
     'if (e->aux[at].calls_back && at + 1 != after)', 'if (false)', CALLBACK),
    ('bpf-lock-id', 'bpfcheck/lock.c', ' || e->cur->lock_id != p->id', '',
     FIELD),
    ('bpf-lock-map', 'bpfcheck/lock.c', 'e->cur->lock_map != p->map + 1 || ',
     '', FIELD),
    ('bpf-lock-end', 'bpfcheck/lock.c',
     'e->cur->cur == 0 && e->cur->lock_map != 0', 'false', FIELD),
    ('bpf-lock-call', 'bpfcheck/call.c', 'if (e->cur->lock_map != 0 &&',
     'if (false &&', FIELD),
    ('bpf-lock-global', 'bpfcheck/global.c', 'if (e->cur->lock_map != 0)',
     'if (false)', FIELD),
    ('bpf-lock-kept', 'bpfcheck/nullable.c', '!lock_may_be_in(e, r)', 'true',
     FIELD),
    ('bpf-lock-there', 'bpfcheck/helper.c',
     '!reg_may_be_null(r) && lock_may_be_in(e, r)', 'false', FIELD),
    ('bpf-lock-same', 'bpfcheck/equal.c', ' || old->lock_map != cur->lock_map',
     '', FIELD),
    ('bpf-field-place', 'bpfcheck/mapfield.c', ' &&\n\t    at == wanted->at', '', FIELD),
    ('bpf-field-known', 'bpfcheck/mapfield.c',
     'if (tnum_is_const(p->b.bits) && m->typed', 'if (m->typed', FIELD),
    ('bpf-field-end', 'bpfcheck/mapfield.c', 'p->b.smin + off < at + size',
     'p->b.smin + off < at', FIELD),
    ('bpf-field-begin', 'bpfcheck/mapfield.c',
     'at < (int64_t)p->b.umax + off + bytes', 'at < (int64_t)p->b.smin + off + '
     'bytes', FIELD),
    ('bpf-field-types', 'bpfcheck/map.c',
     'e->p->type == PROG_SOCKET_FILTER && mapfield_has', 'false && mapfield_has', FIELD),
    ('bpf-field-tracing', 'bpfcheck/map.c', 'traces && mapfield_has(m, MAPFIELD(TIMER))', 'false',
     FIELD),
    ('bpf-field-array', 'bpfcheck/special.c',
     'if (kind < VF_FIELD_LIST)\n\t\t\trefuse(s);', '', FIELD),
    ('bpf-timer-map', 'bpfcheck/helperarg.c',
     'c->map != NULL && c->map_number', 'false && c->map_number', FIELD),
    ('bpf-dynptr-place', 'bpfcheck/dynptr.c', 'off % SLOT_BYTES != 0 ||', '', OWN),
    ('bpf-dynptr-top', 'bpfcheck/dynptr.c', 'off > -BYTES) {', 'off > -SLOT_BYTES) {',
     OWN),
    ('bpf-dynptr-known', 'bpfcheck/dynptr.c', 'if (!tnum_is_const(p->b.bits)) {',
     'if (false) {', OWN),
    ('bpf-dynptr-never', 'bpfcheck/dynptr.c', 'if (-off > (int64_t)e->cur',
     'if (false && (int64_t)e->cur', OWN),
    ('bpf-dynptr-halves', 'bpfcheck/dynptr.c',
     'for (i = first - 1; i <= first; i++) {\n\t\treg_none', 'for (i = first; i <= first; i++) {\n\t\treg_none',
     OWN),
    ('bpf-dynptr-slices', 'bpfcheck/dynptr.c', 'r->slice_of == id)', 'false)', OWN),
    ('bpf-dynptr-maybe', 'bpfcheck/dynptr.c',
     '(r->type & ~(unsigned)REG_OR_NULL) == REG_MEM', 'r->type == REG_MEM', OWN),
    ('bpf-dynptr-second', 'bpfcheck/dynptr.c',
     'slot + !f->slots[slot].spilled.dynptr.first', 'slot', OWN),
    ('bpf-dynptr-over', 'bpfcheck/dynptr.c',
     'if (f->slots[first].spilled.dynptr.kind == DYNPTR_RINGBUF)', 'if (false)', OWN),
    ('bpf-dynptr-acquires', 'bpfcheck/dynptr.c', 'if (kind == DYNPTR_RINGBUF)\n',
     'if (false)\n', OWN),
    ('bpf-dynptr-made', 'bpfcheck/dynptr.c', 's[first].spilled.dynptr.first) {',
     'true) {', OWN),
    ('bpf-dynptr-read', 'bpfcheck/dynptr.c', 'return live_read(e, p->frame, both(first));',
     'return 0;', OWN),
    ('bpf-dynptr-held', 'bpfcheck/dynptr.c',
     'e->cur->frames[p->frame]->slots[first].spilled.ref != 0', 'true', OWN),
    ('bpf-dynptr-const', 'bpfcheck/dynptr.c',
     'env_reg(e, r)->type == REG_DYNPTR ? FAULT_INVALID', 'false ? FAULT_INVALID',
     DYNPTR),
    ('bpf-dynptr-unowned', 'bpfcheck/dynptr.c',
     'if (p->type == REG_DYNPTR) {\n\t\tenv_fault_reg(e, r, "a dynptr that the program made")',
     'if (false) {\n\t\tenv_fault_reg(e, r, "a dynptr that the program made")', DYNPTR),
    ('bpf-dynptr-released', 'bpfcheck/dynptr.c', 'ref_release(e, c->dynptr_ref);',
     'ref_forget(e->cur, c->dynptr_ref);', OWN),
    ('bpf-dynptr-gone', 'bpfcheck/dynptr.c',
     'if (f->slots[i].spilled.dynptr.first)', 'if (false)', OWN),
    ('bpf-dynptr-stale', 'bpfcheck/dynptr.c', 'if (!slot_is_dynptr(&f->slots[i]))',
     'if (false)', OWN),
    ('bpf-dynptr-memory', 'bpfcheck/dynptr.c',
     'if (env_reg(e, R1)->type == REG_MAP_VALUE)', 'if (true)', OWN),
    ('bpf-dynptr-given', 'bpfcheck/dynptr.c',
     'p->type == REG_DYNPTR ? context_check_plain(e, r) : 0', '0', DYNPTR),
    ('bpf-dynptr-loaded', 'bpfcheck/stack.c', 'kind == BYTE_DYNPTR)', 'false)', OWN),
    ('bpf-dynptr-anywhere', 'bpfcheck/stack.c',
     'fault = dynptr_check_read(e, r, min, max, bytes);', '', OWN),
    ('bpf-dynptr-argument', 'bpfcheck/stackrange.c', 'if (slot_is_dynptr(s))',
     'if (false)', OWN),
    ('bpf-dynptr-filled', 'bpfcheck/stackrange.c', 'return dynptr_refuse_fill(e, r, off);',
     ';', OWN),
    ('bpf-dynptr-first', 'bpfcheck/equal.c', 'old->dynptr.first == cur->dynptr.first &&',
     '', OWN),
    ('bpf-dynptr-equal', 'bpfcheck/equal.c', 'old->slice_of == cur->slice_of &&', '',
     OWN),
    ('bpf-dynptr-drained', 'bpfcheck/callback.c',
     'else if (c->number == HELPER_USER_RINGBUF_DRAIN)', 'else if (false)', DYNPTR),
    ('bpf-dynptr-spilled', 'bpfcheck/stackwrite.c', 'r->type != REG_DYNPTR) {',
     'true) {', DYNPTR),
    ('bpf-dynptr-written', 'bpfcheck/stackwrite.c', 'fault = dynptr_overwrite(e, frame, i);',
     '', OWN),
    ('bpf-dynptr-somewhere', 'bpfcheck/stackwrite.c',
     'fault == 0 && off < max; off++)\n\t\tfault = dynptr_overwrite(',
     'false; off++)\n\t\tfault = dynptr_overwrite(', OWN),
    ('bpf-dynptr-slice', 'bpfcheck/helper.c', 'if (c->number == HELPER_DYNPTR_DATA)',
     'if (false)', OWN),
    ('bpf-dynptr-offset', 'bpfcheck/helperarg.c',
     'if (helper_is_dynptr(arg) && type == REG_STACK)', 'if (false)', OWN),
    ('bpf-dynptr-tags', 'bpfcheck/signature.c', '*wrong |= tagged != 0;\n\t\treturn true;',
     'return true;', DYNPTR),
    ('bpf-dynptr-named', 'bpfcheck/signature.c', 'strcmp(name, "bpf_dynptr") == 0',
     'strncmp(name, "bpf_dynptr", 10) == 0', DYNPTR),
    ('bpf-dynptr-shown', 'bpfcheck/dynptr.c',
     'e->shown_slots |= both(first);\n\t\treturn', 'return', LOGS),
    ('bpf-dynptr-live', 'bpfcheck/dynptr.c',
     'live_write(e, frame, both(first));\n}', '}', LOGS),
    ('bpf-live-anyone', 'bpfcheck/cfglive.c', 'by.reads = ARGUMENTS;', ';', ANY_MAPS),
    ('bpf-dynptr-older', 'bpfcheck/kernels.c', 'dynptr_is_taken(h))', 'false)', OLDER),
    ('bpf-dynptr-got', 'bpfcheck/slicestep.c', 'else if (slot_is_dynptr(&c->other) &&',
     'else if (false &&', DYNPTR),
    ('bpf-dynptr-wanted', 'bpfcheck/slice.c', 'want_dynptr(w);\n\tfor', 'for', DYNPTR),
    ('bpf-dynptr-lost', 'bpfcheck/slicestep.c', 'w->s->lost = SUGGEST_SLICE;', ';',
     DYNPTR),
    ('bpf-dynptr-store', 'bpfcheck/slicestep.c', 'write_over(w);', ';', DYNPTR),
    ('bpf-timer-return', 'bpfcheck/callback.c', 'typerule_check_range(e, where, 0, 0)',
     'typerule_check_range(e, where, 0, 1)', FIELD),
    ('bpf-timer-again', 'bpfcheck/callback.c',
     'f->async = state_frame(e->cur)->async + 1', 'f->async = 1', FIELD),
    ('bpf-timer-stack', 'bpfcheck/depth.c',
     'if (!insn_is_subprog_call(&e->insns[call]))', 'if (false)', FIELD),
    ('bpf-timer-own', 'bpfcheck/depth.c', 'if (i == 0 || e->subprogs[i].async)',
     'if (i == 0)', FIELD),
    ('bpf-part-end', 'bpfcheck/context.c', 'off + bytes <= FLOW_KEYS_BYTES',
     'off <= FLOW_KEYS_BYTES', OWN),
    ('bpf-part-place', 'bpfcheck/context.c',
     'if (off >= 0 && bounds_is_zero(&p->b))', 'if (off >= 0)', OWN),
    ('bpf-part-moved', 'bpfcheck/pointer.c',
     'p->type == REG_FLOW_KEYS && tnum_is_const(by->b.bits)',
     'p->type == REG_FLOW_KEYS', OWN),
    ('bpf-part-atomic', 'bpfcheck/memory.c', ' && p->type != REG_FLOW_KEYS', '',
     OWN),
    ('bpf-anyone-helper', 'bpfcheck/helper.c',
     '(e->o->unprivileged && !helper_for_all(n, p->type))', 'false', ANY_MAPS),
    ('bpf-anyone-leak', 'bpfcheck/helperarg.c', 'if (!check_leaks(e, r))',
     'if (true)', ANY_MAPS),
    ('bpf-anyone-key', 'bpfcheck/helperarg.c',
     'fault == 0 && !e->o->unprivileged &&', 'fault == 0 &&', ANY_MAPS),
    ('bpf-anyone-stack', 'bpfcheck/stackrange.c', 'is_hidden(s, top % SLOT_BYTES)',
     'false', ANY_MAPS),
    ('bpf-anyone-value', 'bpfcheck/speculate.c',
     'if (dst->type == REG_MAP_VALUE)', 'if (false)', ANY_MAPS),
    ('bpf-anyone-limit', 'bpfcheck/speculate.c',
     '(to_left ? (uint64_t)ptr->b.smin', '(!to_left ? (uint64_t)ptr->b.smin', ANY_MAPS),
    ('bpf-anyone-released', 'bpfcheck/ref.c',
     'r->ref == id && e->o->unprivileged', 'false', ANY_MAPS),
    ('bpf-callback-btf', 'bpfcheck/answer.c',
     'btf_params(t)[i].name_off == 0', 'false', CALLBACK),
    ('bpf-tag-context', 'bpfcheck/signature.c',
     '(tagged == 0 || may_be_context(btf, t->type, prog_type))', 'true',
     GLOBALS),
    ('bpf-tag-both', 'bpfcheck/signature.c',
     '(tagged & ~(unsigned)TAG_CTX) != 0 ||', 'false ||', GLOBALS),
    ('bpf-tag-nullable', 'bpfcheck/signature.c',
     '*wrong |= (tagged & TAG_NULLABLE) != 0;', '', GLOBALS),
    ('bpf-tag-own', 'bpfcheck/signature.c', 'prog_type) == 1;', 'prog_type) != 0;',
     GLOBALS),
    ('bpf-key-write', 'bpfcheck/map.c',
     'if (write) {\n\t\tenv_fault_reg(e, r, "memory that', 'if (false) {\n\t\t'
     'env_fault_reg(e, r, "memory that', CALLBACK),
    ('bpf-key-read', 'bpfcheck/map.c', 'bytes, map_of(e, p)->key_size', 'bytes, 99',
     CALLBACK),
    ('bpf-global-returns', 'bpfcheck/signature.c',
     '!is_number(plain(btf, proto->type))', 'false', GLOBAL),
    ('bpf-global-precise', 'bpfcheck/backtrack.c',
     'return subprog_is_global(', 'return false && subprog_is_global(',
     GLOBAL),
    ('bpf-one-pointer', 'bpfcheck/memory.c',
     'if (*was != REG_NONE && *was != type &&', 'if (false &&', OWN),
    ('bpf-infinite', 'bpfcheck/visit.c', 'return infinite(e, s);',
     'return 0;', OWN),
    ('bpf-within', 'bpfcheck/equal.c',
     'return bounds_within(&old->b, &cur->b) &&', 'return', OWN),
    ('bpf-barrier', 'bpfcheck/speculate.c', 'a->barrier = true;',
     'return fault;', ANYONE),
    ('bpf-other-ways', 'bpfcheck/speculate.c',
     '(*how != new_how || *limit != new_limit)', 'false', ANYONE),
    ('bpf-no-packet', 'bpfcheck/call.c', 'e->cur->cur > 0 ? no_packet(e)',
     'false ? no_packet(e)', bats('bpfcheck_load', 'from the packet')),
    ('bpf-leak', 'bpfcheck/check.h', 'return e->o->unprivileged &&',
     'return false &&', ANYONE),
    ('bpf-stop', 'bpfcheck/check.c', '!e->host->yield(e->host->arg))',
     '!e->host->yield(e->host->arg) && false)', HOST),
    ('bpf-emit-accepted', 'bpfcheck/session.c', 'if (s->emit && status_of(s->found) == STATUS_DONE)',
     'if (s->emit && (s->found & REJECTED) == 0)', EMIT),
    ('bpf-emit-said', 'bpfcheck/session.c',
     'if (fflush(s->out) == EOF || ferror(s->out))', 'if (false)', EMIT),
    ('bpf-emit-once', 'bpfcheck/session.c',
     'f.content = s->content;', 'fill(&f.content, f.path);', EMIT),
    ('bpf-emit-apart', 'bpfcheck/session.c', 's->out = here ? stderr : stdout;',
     's->out = stdout;', EMIT),
    ('bpf-emit-tty', 'bpfcheck/session.c', 'if (here && isatty(STDOUT_FILENO))',
     'if (false)', EMIT),
    ('bpf-emit-whole', 'bpfcheck/main.c',
     's->load.only != NULL || s->report.picks.names', 'false', EMIT),
    ('bpf-emit-written', 'bpfcheck/emit.c', 'errno = fdio_write(o.fd, bytes, len);',
     '(void)fdio_write(o.fd, bytes, len); errno = 0;', EMIT),
    ('bpf-emit-dropped', 'bpfcheck/emit.c', 'output_drop(&o);', '(void)close(o.fd);',
     EMIT),
    ('bpf-csv-quote', 'bpfcheck/csv.c', 'return "a quote is not closed";',
     'return NULL;', TABLES),
    ('bpf-csv-cut', 'bpfcheck/csv.c',
     'return "it is cut: the last line has no end";',
     '{ *last = true; return NULL; }', TABLES),
    ('bpf-csv-behind', 'bpfcheck/csv.c',
     'return "text stands behind a closing quote";', '*last = false;', TABLES),
    ('bpf-csv-doubled', 'bpfcheck/csv.c', "c->at[1] == '\"') {", "false) {",
     COMPARED),
    ('bpf-csv-lines', 'bpfcheck/csv.c', 'c->line += lines;', '', TABLES),
    ('bpf-csv-field', 'bpfcheck/csv.c', '> CSV_FIELD) {', '> SIZE_MAX) {', LARGE),
    ('bpf-csv-columns', 'bpfcheck/csv.c', 'if (*n == most) {',
     'if (*n == most && (last = true)) { break;', TABLES),
    ('bpf-csv-head', 'bpfcheck/baseline.c',
     '(f.code == FAULT_NONE && !same_words(fields, n))', 'false', TABLES),
    ('bpf-csv-overflow', 'bpfcheck/baseline.c',
     '__builtin_mul_overflow(n, 10, &n)', '((n *= 10), false)', TABLES),
    ('bpf-csv-rows', 'bpfcheck/baseline.c', 'if (to->n == BASELINE_ROWS)',
     'if (false)', LARGE),
    ('bpf-csv-bytes', 'bpfcheck/baseline.c', 'if (len > BASELINE_BYTES)',
     'if (false)', LARGE),
    ('bpf-csv-twice', 'bpfcheck/baseline.c',
     'return f.code == FAULT_NONE ? twice(to) : f;', 'return f;', TABLES),
    ('bpf-csv-first', 'bpfcheck/baseline.c',
     '(line == 0 || sorted[i]->line < line)', '(line == 0)', TABLES),
    ('bpf-compare-base', 'bpfcheck/compare.c', 'e->base = row_base(e->row->file);',
     'e->base = e->row->file;', COMPARED),
    ('bpf-compare-section', 'bpfcheck/compare.c', 'if (c == 0 && level >= SECTION)',
     'if (false)', COMPARED),
    ('bpf-compare-path', 'bpfcheck/compare.c', 'in_order(m, one, next, false);', ';',
     COMPARED),
    ('bpf-compare-many', 'bpfcheck/compare.c', 'if (all_or_none && old != now)',
     'if (false)', COMPARED),
    ('bpf-compare-gone', 'bpfcheck/compare.c', 'if (!m->taken[i]) {', 'if (false) {',
     COMPARED),
    ('bpf-compare-only', 'bpfcheck/report.c',
     '(only == NULL || strcmp(only, row->program) == 0) &&', '', COMPARED),
    ('bpf-compare-lines', 'bpfcheck/row.c', "*text = ' ';", ';', COMPARED),
    ('bpf-compare-side', 'bpfcheck/main.c',
     'if (r->baseline == NULL && (r->order.compares || r->picks.compares))',
     'if (false)', WRONG),
    ('bpf-row-cut', 'bpfcheck/row.c', 'if (s.len[i] > len - total)', 'if (false)',
     bats('bpfcheck_compare', 'rows that are cut')),
    ('bpf-sort-stable', 'bpfcheck/order.c',
     'return a->place < b->place ? -1 : a->place > b->place;',
     'return a->place < b->place ? 1 : -1;', SORTED),
    ('bpf-sort-there', 'bpfcheck/order.c', 'if (!there || !other)', 'if (false)',
     SORTED),
    ('bpf-sort-absolute', 'bpfcheck/key.c', 'if (k->absolute && *v < 0)',
     'if (false)', SORTED),
    ('bpf-filter-last-star', 'bpfcheck/pick.c', 'text = ++back;', 'text++;',
     FILTERED),
    ('bpf-filter-open', 'bpfcheck/session.c',
     'if (!picks_file(&s->report.picks, f.path))', 'if (false)', FILTERED),
    ('bpf-filter-none', 'bpfcheck/session.c',
     's->report.picks.names && (s->found & (SOME | TROUBLE)) == 0', 'false',
     FILTERED),
    ('bpf-filter-there', 'bpfcheck/pick.c', 'if (!key_value(&p->key, pair, &v))',
     'if (!key_value(&p->key, pair, &v) && false)', FILTERED),
    ('bpf-memory', 'bpfcheck/pool.c', 'if (size > p->limit - p->used)',
     'if (false)', HOST),
    # What led to a refusal.
    ('explain-steps', 'bpfcheck/alu.c', 'other->steps--;', '', EXPLAIN),
    ('explain-undo', 'bpfcheck/trace.c',
     't->now[c->frame][c->place] = c->other;', '(void)c;', EXPLAIN),
    ('explain-calm', 'bpfcheck/trace.c', 'class == CLASS_LDX ||',
     'class == CLASS_LDX || class == CLASS_STX ||', EXPLAIN),
    ('explain-unseen', 'bpfcheck/trace.c', 'while (t->end >= steps)',
     'while (false)', EXPLAIN),
    ('explain-farther', 'bpfcheck/trace.c', 'if (n > t->last)', 'if (false)',
     LED),
    ('explain-begin', 'bpfcheck/trace.c', 'if (n < t->begin) {', 'if (false) {',
     LED),
    ('explain-back', 'bpfcheck/slice.c', 'while (trace_forward(t))',
     'while (false)', EXPLAIN),
    ('explain-noise', 'bpfcheck/slicestep.c',
     'if ((in->regs[w->frame] >> r & 1) == 0)\n\t\treturn;', '', LED),
    ('explain-operand', 'bpfcheck/slicestep.c',
     'if (insn_uses_reg(i) && insn_op(i) != ALU_END)', 'if (false)', LED),
    ('explain-spill', 'bpfcheck/slicestep.c',
     'in->slots[of] |= slots;\n', '(void)slots;\n', LED),
    ('explain-lost', 'bpfcheck/slicestep.c', 'place < PLACE_SLOT && is->type',
     'false && is->type', LED),
    ('explain-released', 'bpfcheck/slicestep.c',
     'was->ref != 0 ? SUGGEST_RELEASED : SUGGEST_PACKET', 'SUGGEST_PACKET',
     LED),
    ('explain-past-call', 'bpfcheck/slicestep.c',
     'r0 || (w->past.regs[w->frame] & 1u) != 0', 'r0', LED),
    ('explain-past', 'bpfcheck/slicestep.c',
     'w->past.regs[f] |= (uint16_t)(1u << i);', '', LED),
    ('explain-argument', 'bpfcheck/slicestep.c',
     'sets[i]->regs[w->frame] |= args;', '', LED),
    ('explain-returned', 'bpfcheck/slicestep.c',
     'w->want.regs[w->frame] |= 1u;\n}', '(void)0;\n}', LED),
    ('explain-acquired', 'bpfcheck/slicestep.c', 'if (!w->acquired)\n\t\t\tacquire(w);',
     '', LED),
    ('explain-bound', 'bpfcheck/slicejump.c',
     'if (!walk_is_empty(&w->changed)) {', 'if (false) {', LED),
    ('explain-mentioned', 'bpfcheck/slicejump.c',
     '(is_packet(a) && a->type == b->type && a->id == b->id)', 'false', LED),
    ('explain-away', 'bpfcheck/slicejump.c',
     '!reaches(w, trace_step(w->t, w->n + 1)->insn);', 'true;', LED),
    ('explain-exit', 'bpfcheck/slicejump.c', 'w->room[i] |= ROOM_EXIT;', '',
     LED),
    ('explain-other', 'bpfcheck/slicejump.c', 'want_other(w, w->i->src);', '',
     LED),
    ('explain-suggestion', 'bpfcheck/suggest.c',
     'rows[i].lost == SUGGEST_ANY ||', '1 ||', LED),
    ('explain-words', 'bpfcheck/suggest.c', '"invalid read from stack off"}, SUGGEST_ANY',
     '"invalid read from stack"}, SUGGEST_ANY', LED),
    ('explain-more', 'bpfcheck/slice.c', 's->more = true;', '', LED),
    ('explain-cut', 'bpfcheck/slice.c', 's->cut = !is_done(&w) &&',
     's->cut = false &&', LED),
    ('page-less', 'bpfcheck/page.c', 'fputs("&lt;", out);', "fputc('<', out);",
     PAGE),
    ('page-bytes', 'bpfcheck/page.c', 'c < 0x20 || c >= 0x7f', 'false', PAGE),
    ('page-quote', 'bpfcheck/page.c', 'class=\\"source\\"', 'class=source', PAGE),
    ('page-cause', 'bpfcheck/page.c', '? " class=\\"cause\\"" : ""', '? "" : ""',
     PAGE),
    ('page-bounded', 'bpfcheck/page.c', '--left > 0 && trace_back(t)',
     'trace_back(t)', PAGE),
    ('page-whole', 'bpfcheck/pagefile.c', 'return output_end(&p->output, 0666);',
     'return true;', PAGE),
    ('page-short', 'bpfcheck/pagefile.c',
     'if (fflush(p->to) != 0 || ferror(p->to))', 'if (fflush(p->to), false)',
     PAGE),
    ('page-forgotten', 'bpfcheck/pagefile.c',
     '(void)fseek(p->to, p->whole, SEEK_SET);', '(void)0;', PAGE),
    ('page-kept', 'bpfcheck/pagefile.c', 'p->whole = ftell(p->to);',
     'p->whole = 0;', PAGE),
    ('page-cut', 'bpfcheck/pagefile.c',
     '(end >= 0 && ftruncate(p->output.fd, end) == 0)', 'end >= 0', PAGE),
    ('page-twice', 'bpfcheck/jobs.c', 'fflush(p->jobs->page);', '(void)0;',
     PAGE),
    # What is told to the kernel module.
    ('kmod-absent', 'bpfcheck/session.c', 'return s->decide.module >= 0;',
     'return true;', NO_MODULE),
    ('kmod-text', 'bpfcheck/kmod/unpack.c', 'if (at >= s->v->bytes.count)',
     'if (at > s->v->bytes.count)', PACK),
    ('kmod-last', 'bpfcheck/kmod/unpack.c',
     "if (v->bytes.count > 0 && s.bytes[v->bytes.count - 1] != '\\0')",
     'if (false)', PACK),
    ('kmod-range', 'bpfcheck/kmod/unpack.c',
     'r->count > (v->input_size - r->offset) / all[i].size',
     'r->count * (__u32)all[i].size > v->input_size - r->offset', PACK),
    ('kmod-offset', 'bpfcheck/kmod/unpack.c', 'if (r->offset % 8 != 0)',
     'if (false)', PACK),
    ('kmod-data', 'bpfcheck/kmod/unpack.c',
     'from->data_len > s->v->bytes.count - from->data)', 'false)', PACK),
    ('kmod-nargs', 'bpfcheck/kmod/unpack.c', 'from->nargs > BPFCHECK_ARGS',
     'from->nargs > 2 * BPFCHECK_ARGS', PACK),
    ('kmod-kind', 'bpfcheck/kmod/unpack.c', 'from->kind > BPFCHECK_ARG_DYNPTR ||',
     '', PACK),
    ('kmod-inner', 'bpfcheck/kmod/unpack.c', 'from->inner > s->v->maps.count',
     'from->inner > s->v->maps.count + 1', PACK),
    ('kmod-value', 'bpfcheck/kmod/unpack.c', 'from->data_len > from->value_size',
     'false', PACK),
    ('kmod-kernel', 'bpfcheck/kmod/unpack.c', 'v->kernel >= VF_KERNELS',
     'v->kernel > VF_KERNELS', PACK),
    ('kmod-flag', 'bpfcheck/kmod/unpack.c',
     '.sleepable = (v->flags & BPFCHECK_SLEEPABLE) != 0', '.sleepable = false',
     PACK),
    ('kmod-option', 'bpfcheck/pack.c', 'v->cpus = o->cpus;', '', PACK),
    ('kmod-lock', 'bpfcheck/pack.c', '.timer = m->timer,', '', PACK),
    ('kmod-file', 'bpfcheck/pack.c', 'to->last = text;',
     'to->last = text;\n\t\tto->last_at = 0;', PACK),
    ('kmod-answer', 'bpfcheck/pack.c', '.states_max = from->states_max,', '', PACK),
    ('kmod-verdict', 'bpfcheck/pack.c', "to[VF_TEXT - 1] = '\\0';", '', PACK),
]


def run(bindir, killer):
    """True if the killer's tests pass with the tools in bindir."""
    build = os.path.dirname(bindir)
    env = dict(os.environ, LP_BIN=bindir, LP_BUILD=build)
    # Not the scratch copies': the build may be anywhere.
    if os.path.exists(os.path.join(build, '../Makefile')):
        env['LP_SOURCE'] = os.path.dirname(build)
    if killer[0].startswith('unit/'):
        root = os.path.dirname(os.path.dirname(bindir))
        script = os.path.join(TOP, 'tests', killer[0][:-1] + 'sh')
        done = subprocess.run(
            ['sh', script, root, os.path.join(bindir, 'unit'), *killer[1:]],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        return done.returncode == 0, done.stdout.decode(), False
    if killer[0].endswith('.bats'):
        done = subprocess.run(
            ['bats', *killer[1:], os.path.join(TOP, 'tests', killer[0])],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=900)
        text = done.stdout.decode(errors='replace')
        none = not re.search(r'^(not )?ok \d+ (?!.*# skip)', text, re.M)
        return done.returncode == 0 and not none, text, none
    done = subprocess.run(
        [sys.executable, os.path.join(TOP, 'tests/lib', killer[0])] +
        list(killer[1:]), env=env, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=900)
    text = done.stdout.decode(errors='replace')
    last = text.strip().splitlines()[-1:] or ['']
    none = last[0].startswith('0 passed, 0 failed')
    return done.returncode == 0 and not none, text, none


def scratch(build, where):
    for name in SOURCES:
        source = os.path.join(TOP, name)
        to = os.path.join(where, name)
        if os.path.isdir(source):
            shutil.copytree(source, to)
        else:
            shutil.copy2(source, to)
    os.mkdir(os.path.join(where, 'build'))
    for name in SOURCES[:9] + ['bin', 'libcommon.a', 'libptmap.a']:
        source = os.path.join(build, name)
        to = os.path.join(where, 'build', name)
        if os.path.isdir(source):
            shutil.copytree(source, to)
        elif os.path.exists(source):
            shutil.copy2(source, to)


def places(where, defect):
    """The source, and what of it the defect replaces: white space matches
    white space, so that the layout of the code may change."""
    with open(os.path.join(where, defect[1])) as f:
        whole = f.read()
    return whole, re.findall(
        r'\s+'.join(re.escape(w) for w in defect[2].split()), whole)


def misplaced():
    """Of all defects, also where only some are tried."""
    bad = 0
    for defect in DEFECTS:
        found = places(TOP, defect)[1]
        if len(found) != 1:
            bad += 1
            print('%-22s the text to replace is there %d times' %
                  (defect[0], len(found)))
    return bad


def try_defect(where, defect):
    name, path, _, replacement, killer = defect
    source = os.path.join(where, path)
    whole, found = places(where, defect)
    with open(source, 'w') as f:
        f.write(whole.replace(found[0], replacement))
    try:
        made = subprocess.run(
            ['make', '-s', '-C', where, 'WARN=-w', 'CFLAGS=-O1', 'all'],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if made.returncode != 0:
            return name, 'does not compile:\n' + made.stdout.decode()
        good, text, none = run(os.path.join(where, 'build/bin'), killer)
        if none:
            return name, 'no test is called like that: ' + ' '.join(killer)
        return name, 'survived %s' % ' '.join(killer) if good else None
    finally:
        with open(source, 'w') as f:
            f.write(whole)


def main():
    build = os.path.abspath(sys.argv[1])
    parts = sys.argv[2:] or ['']
    defects = [d for d in DEFECTS if any(part in d[0] for part in parts)]
    some = int(os.environ.get('LP_DEFECTS', '1'))
    if some > 1:
        seed = int(os.environ.get('LP_SEED') or random.randrange(1 << 30))
        print('mutants: one in %d of %d, seed %d' % (some, len(defects), seed))
        defects = random.Random(seed).sample(defects, len(defects) // some)
    if misplaced():
        sys.exit(1)
    bad = 0
    with tempfile.TemporaryDirectory() as work:
        copies = [os.path.join(work, 'a'), os.path.join(work, 'b')]
        for where in copies:
            os.mkdir(where)
            scratch(build, where)
        killers = sorted({d[4] for d in defects})
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            sound = list(pool.map(
                lambda k: run(os.path.join(build, 'bin'), k), killers))
        for killer, (good, text, _) in zip(killers, sound):
            if not good:
                bad += 1
                print('unsound: %s fails without a defect:\n%s' %
                      (' '.join(killer), text[-2000:]))
        free, lock = list(copies), threading.Lock()

        def one(defect):
            with lock:
                where = free.pop()
            try:
                return try_defect(where, defect)
            finally:
                with lock:
                    free.append(where)

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for name, wrong in pool.map(one, defects):
                print('%-22s %s' % (name, wrong or 'killed'), flush=True)
                bad += wrong is not None
    print('mutants: %d of %d killed' % (len(defects) - bad, len(defects)))
    sys.exit(bad != 0 or not defects)


main()
