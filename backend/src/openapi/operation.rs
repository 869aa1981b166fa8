//! One operation of the document, told in the words of this API: who may, what is
//! sent, what comes back, and for what reasons it is refused.

use serde_json::Value;
use shared::claims::Role;
use shared::error::ErrorCode;
use shared::note::Page;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, Header, Ref, RefOr, Required, Response, ResponseBuilder};
use utoipa::{PartialSchema as _, ToSchema};

use super::refusal;

/// The names of the security schemes.
pub(super) const BEARER: &str = "bearer";
pub(super) const ACCESS_COOKIE: &str = "access_cookie";
pub(super) const REFRESH_COOKIE: &str = "refresh_cookie";
/// The id and the secret of a service.
pub(super) const BASIC: &str = "basic";
/// The header that a request needs which a cookie authorizes to change something.
pub(super) const SAME_ORIGIN: &str = "same_origin";

/// A schema with its name, for the list of them.
pub(super) type Named = (String, RefOr<Schema>);

/// What a method on a path does.
pub(super) struct Operation {
    pub(super) path: &'static str,
    pub(super) method: HttpMethod,
    pub(super) schemas: Vec<Named>,
    id: &'static str,
    summary: &'static str,
    description: String,
    parameters: Vec<Parameter>,
    body: Option<RequestBody>,
    answers: Vec<(u16, Response)>,
    refusals: Vec<ErrorCode>,
    security: Vec<SecurityRequirement>,
}

impl Operation {
    fn new(method: HttpMethod, path: &'static str, id: &'static str) -> Self {
        Self {
            path,
            method,
            schemas: Vec::new(),
            id,
            summary: "",
            description: String::new(),
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            // Every handler can fail, and nearly every one asks the database.
            refusals: vec![ErrorCode::Internal, ErrorCode::Overloaded],
            security: Vec::new(),
        }
    }

    /// `GET path`, by this name.
    pub(super) fn get(path: &'static str, id: &'static str) -> Self {
        Self::new(HttpMethod::Get, path, id)
    }

    /// `POST path`, by this name.
    pub(super) fn post(path: &'static str, id: &'static str) -> Self {
        Self::new(HttpMethod::Post, path, id)
    }

    /// `PUT path`, by this name.
    pub(super) fn put(path: &'static str, id: &'static str) -> Self {
        Self::new(HttpMethod::Put, path, id)
    }

    /// `PATCH path`, by this name.
    pub(super) fn patch(path: &'static str, id: &'static str) -> Self {
        Self::new(HttpMethod::Patch, path, id)
    }

    /// `DELETE path`, by this name.
    pub(super) fn delete(path: &'static str, id: &'static str) -> Self {
        Self::new(HttpMethod::Delete, path, id)
    }

    /// In a few words, and then in full.
    pub(super) fn says(mut self, summary: &'static str, description: &str) -> Self {
        self.summary = summary;
        description.clone_into(&mut self.description);
        self
    }

    /// For whoever has an access token, in the header or in the cookie.
    pub(super) fn signed_in(mut self) -> Self {
        self.refusals.extend(refusal::OF_TOKENS);
        let cookie = SecurityRequirement::new(ACCESS_COOKIE, NO_SCOPES);
        let cookie = match self.method {
            HttpMethod::Get => cookie,
            // A browser sends a cookie by itself, for whatever page asks it to.
            _ => {
                self.refusals.push(ErrorCode::CsrfRejected);
                cookie.add(SAME_ORIGIN, NO_SCOPES)
            }
        };
        self.security = vec![SecurityRequirement::new(BEARER, NO_SCOPES), cookie];
        self
    }

    /// The token must be good for this as well.
    pub(super) fn scope(mut self, scope: &str) -> Self {
        self.refusals.push(ErrorCode::Forbidden);
        self.describe(&format!("Needs the scope `{scope}`."));
        self
    }

    /// For admins, whose token must be good for this.
    pub(super) fn admin(self, scope: &str) -> Self {
        let mut admin = self.signed_in().scope(scope);
        admin.describe(&format!("Needs the role `{}`.", Role::Admin.as_str()));
        admin
    }

    /// For one who gave the password a short while ago.
    pub(super) fn recent(mut self) -> Self {
        self.refusals.push(ErrorCode::StepUpRequired);
        self.describe(
            "Needs a token whose `auth_time` is recent; `POST /api/auth/step-up` gives one.",
        );
        self
    }

    /// Authorized in other ways than by an access token alone.
    pub(super) fn authorized_by(
        mut self,
        ways: impl IntoIterator<Item = &'static [&'static str]>,
    ) -> Self {
        self.security.extend(ways.into_iter().map(|schemes| {
            let all = SecurityRequirement::default();
            schemes
                .iter()
                .fold(all, |all, scheme| all.add(*scheme, NO_SCOPES))
        }));
        self
    }

    /// A part of the path that names a thing; one that is not there, or not the
    /// caller's, is a 404.
    pub(super) fn id(mut self, description: &str) -> Self {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("uuid".to_owned())));
        self.parameters.push(in_path("id", description, schema));
        self.refusals.push(ErrorCode::NotFound);
        self
    }

    /// Another part of the path.
    pub(super) fn part(mut self, name: &str, description: &str, schema: ObjectBuilder) -> Self {
        self.parameters.push(in_path(name, description, schema));
        self
    }

    /// A parameter of the query, which may be left out.
    pub(super) fn query(mut self, name: &str, description: &str, schema: ObjectBuilder) -> Self {
        let parameter = ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Query)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(schema.build()))
            .build();
        self.parameters.push(parameter);
        self.refuses([ErrorCode::ValidationFailed])
    }

    /// A JSON body, with an example.
    pub(super) fn body<T: ToSchema>(self, example: Value) -> Self {
        self.takes::<T>(example, Required::True)
    }

    /// The same where it may be left out.
    pub(super) fn optional_body<T: ToSchema>(self, example: Value) -> Self {
        self.takes::<T>(example, Required::False)
    }

    fn takes<T: ToSchema>(mut self, example: Value, required: Required) -> Self {
        let schema = self.reference::<T>();
        self.takes_as("application/json", schema, example, required)
            .refuses([ErrorCode::ValidationFailed])
    }

    /// A form, as OAuth asks for one, with an example.
    pub(super) fn form(self, fields: ObjectBuilder, example: Value) -> Self {
        let form = "application/x-www-form-urlencoded";
        self.takes_as(form, fields.build(), example, Required::True)
    }

    fn takes_as(
        mut self,
        content_type: &str,
        schema: impl Into<RefOr<Schema>>,
        example: Value,
        required: Required,
    ) -> Self {
        let content = ContentBuilder::new()
            .schema(Some(schema))
            .example(Some(example));
        self.body = Some(
            RequestBodyBuilder::new()
                .required(Some(required))
                .content(content_type, content.build())
                .build(),
        );
        self.refuses([
            ErrorCode::MalformedRequest,
            ErrorCode::RequestTimeout,
            ErrorCode::BodyTooLarge,
            ErrorCode::UnsupportedMediaType,
        ])
    }

    /// What comes back, as JSON.
    pub(super) fn answers<T: ToSchema>(mut self, status: u16, description: &str) -> Self {
        let schema = self.reference::<T>();
        self.answers_with(status, description, "application/json", schema)
    }

    /// A list of such, as JSON.
    pub(super) fn answers_list<T: ToSchema>(mut self, status: u16, description: &str) -> Self {
        let items = self.reference::<T>();
        let schema = ArrayBuilder::new().items(items);
        self.answers_with(status, description, "application/json", schema)
    }

    /// A page of such, as JSON; the schema has a name of its own for each kind of
    /// item, where utoipa would call them all `Page`.
    pub(super) fn answers_page<T: ToSchema>(mut self, status: u16, description: &str) -> Self {
        self.reference::<T>();
        let name = format!("{}Page", T::name());
        self.schemas.push((name.clone(), Page::<T>::schema()));
        let schema = Ref::from_schema_name(name);
        self.answers_with(status, description, "application/json", schema)
    }

    /// What comes back, as something else.
    pub(super) fn answers_with(
        mut self,
        status: u16,
        description: &str,
        content_type: &str,
        schema: impl Into<RefOr<Schema>>,
    ) -> Self {
        let response = ResponseBuilder::new()
            .description(description)
            .content(content_type, Content::new(Some(schema)));
        self.answers.push((status, response.build()));
        self
    }

    /// That nothing comes back but the status.
    pub(super) fn answers_nothing(mut self, status: u16, description: &str) -> Self {
        self.answers.push((status, Response::new(description)));
        self
    }

    /// A header of the answer that was told of last.
    pub(super) fn with_header(mut self, name: &str, description: &str) -> Self {
        if let Some((_, response)) = self.answers.last_mut() {
            let mut header = Header::new(ObjectBuilder::new().schema_type(Type::String).build());
            header.description = Some(description.to_owned());
            response.headers.insert(name.to_owned(), header.into());
        }
        self
    }

    /// Further reasons for which it is refused.
    pub(super) fn refuses(mut self, codes: impl IntoIterator<Item = ErrorCode>) -> Self {
        self.refusals.extend(codes);
        self
    }

    /// It asks nobody, so it is never too busy.
    pub(super) fn alone(mut self) -> Self {
        self.refusals.retain(|code| *code != ErrorCode::Overloaded);
        self
    }

    /// All of it, as utoipa has it.
    pub(super) fn build(self, tag: &str) -> utoipa::openapi::path::Operation {
        let mut operation = OperationBuilder::new()
            .tag(tag)
            .operation_id(Some(self.id))
            .summary(Some(self.summary))
            .description(Some(self.description))
            .parameters((!self.parameters.is_empty()).then_some(self.parameters))
            .request_body(self.body)
            .securities((!self.security.is_empty()).then_some(self.security));
        for (status, response) in self.answers {
            operation = operation.response(status.to_string(), response);
        }
        for (status, codes) in refusal::by_status(&self.refusals) {
            operation = operation.response(status.to_string(), refusal::response(status, &codes));
        }
        operation.build()
    }

    fn describe(&mut self, sentence: &str) {
        if !self.description.is_empty() {
            self.description.push(' ');
        }
        self.description.push_str(sentence);
    }

    /// Puts the schema and all that it names into the list.
    fn reference<T: ToSchema>(&mut self) -> RefOr<Schema> {
        T::schemas(&mut self.schemas);
        let name = T::name().into_owned();
        self.schemas.push((name.clone(), T::schema()));
        Ref::from_schema_name(name).into()
    }
}

const NO_SCOPES: [&str; 0] = [];

fn in_path(name: &str, description: &str, schema: ObjectBuilder) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema.build()))
        .build()
}
