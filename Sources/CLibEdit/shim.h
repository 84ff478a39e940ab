// Swift cannot call variadic C functions, nor read C's stdin in strict concurrency.
// Each function below fixes the arguments of one such call; nothing else is done in C.
#ifndef NEUROSH_LIBEDIT_SHIM_H
#define NEUROSH_LIBEDIT_SHIM_H

#include <histedit.h>
#include <stdio.h>

typedef char *(*neurosh_prompt_function)(EditLine *);
typedef unsigned char (*neurosh_key_function)(EditLine *, int);
typedef int (*neurosh_read_function)(EditLine *, wchar_t *);

static inline EditLine *neurosh_el_init(const char *name) {
  return el_init(name, stdin, stdout, stderr);
}

static inline void neurosh_el_set_client_data(EditLine *el, void *data) {
  el_set(el, EL_CLIENTDATA, data);
}

static inline void *neurosh_el_client_data(EditLine *el) {
  void *data = NULL;
  el_get(el, EL_CLIENTDATA, &data);
  return data;
}

static inline void neurosh_el_set_prompt(EditLine *el, neurosh_prompt_function prompt) {
  el_set(el, EL_PROMPT, prompt);
}

static inline void neurosh_el_set_editor(EditLine *el, const char *name) {
  el_set(el, EL_EDITOR, name);
}

static inline const char *neurosh_el_editor(EditLine *el) {
  const char *name = NULL;
  el_get(el, EL_EDITOR, &name);
  return name;
}

static inline void neurosh_el_set_read(EditLine *el, neurosh_read_function read) {
  el_set(el, EL_GETCFN, read);
}

static inline void neurosh_el_add_key(
    EditLine *el, const char *name, const char *help, neurosh_key_function function) {
  el_set(el, EL_ADDFN, name, help, function);
}

static inline void neurosh_el_bind(EditLine *el, const char *key, const char *command) {
  el_set(el, EL_BIND, key, command, NULL);
}

static inline void neurosh_el_bind_vi_command(
    EditLine *el, const char *key, const char *command) {
  el_set(el, EL_BIND, "-a", key, command, NULL);
}

static inline void neurosh_el_prepare_terminal(EditLine *el, int raw) {
  el_set(el, EL_PREP_TERM, raw);
}

static inline void neurosh_el_refresh(EditLine *el) { el_set(el, EL_REFRESH); }

static inline void neurosh_el_set_history(EditLine *el, History *list) {
  el_set(el, EL_HIST, history, list);
}

static inline void neurosh_history_set_size(History *list, int size) {
  HistEvent event;
  history(list, &event, H_SETSIZE, size);
}

static inline void neurosh_history_enter(History *list, const char *entry) {
  HistEvent event;
  history(list, &event, H_ENTER, entry);
}

#endif
